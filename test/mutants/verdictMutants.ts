import type { Mutant } from './mutant.ts'

const contracts = 'contracts/contracts.test.ts'
const rules = 'evaluation/rules.test.ts'
const periods = 'evaluation/periods.test.ts'
const latencies = 'evaluation/latencies.test.ts'

/** Mistakes about figures and the verdict on them. */
export const verdictMutants: readonly Mutant[] = [
  {
    step: 'measure',
    rule: 'A percentile of lengths is the nearest rank above',
    mistake: 'the rank below',
    file: 'evaluation/lengths.ts',
    edits: [["multiply(share, fraction(count)), 'ceil'", "multiply(share, fraction(count)), 'floor'"]],
    killedBy: ['evaluation/lengths.test.ts'],
  },
  {
    step: 'measure',
    rule: 'An answer that has not come may take for ever',
    mistake: 'it took the time so far',
    file: 'evaluation/timesTaken.ts',
    edits: [
      [
        'mostOfLengths(answered, all.length - answered.length, terms.statistic)',
        'mostOfLengths(lengths, 0, terms.statistic)',
      ],
    ],
    killedBy: ['evaluation/lengths.test.ts'],
  },
  {
    step: 'measure',
    rule: 'Between failures counts the time up',
    mistake: 'all the time',
    file: 'evaluation/failures.ts',
    edits: [
      ['subtract(fraction(totalMs), badMs)', 'subtract(fraction(totalMs), multiply(badMs, zero))'],
      ['greatest, subtract,', 'greatest, multiply, subtract,'],
    ],
    killedBy: ['evaluation/lengths.test.ts'],
  },
  {
    step: 'measure',
    rule: 'Unknown time may hide more outages, which make their mean shorter',
    mistake: 'it cannot',
    file: 'evaluation/failures.ts',
    edits: [['fraction(Math.max(1, most + carried))', 'fraction(Math.max(1, least))']],
    killedBy: ['evaluation/lengths.test.ts'],
  },
  {
    step: 'measure',
    rule: 'Percentiles are nearest-rank',
    mistake: 'the rank is rounded',
    file: 'evaluation/latencies.ts',
    edits: [["multiply(share, fraction(count)), 'ceil')", "multiply(share, fraction(count)), 'halfUp')"]],
    killedBy: [latencies],
  },
  {
    step: 'measure',
    rule: 'A percentile is a value that was measured',
    mistake: 'it is interpolated between two',
    file: 'evaluation/latencies.ts',
    edits: [
      [
        'return fraction(nthLeast(this.#kept, this.answered, rank - 1), 1_000_000)',
        'return fraction(nthLeast(this.#kept, this.answered, rank - 1) + nthLeast(this.#kept, this.answered, Math.min(rank, this.answered - 1)), 2_000_000)',
      ],
    ],
    killedBy: [latencies],
  },
  {
    step: 'measure',
    rule: 'For pNN and shares a failed probe counts as above any limit',
    mistake: 'failures are left out',
    file: 'evaluation/valueMeasures.ts',
    edits: [["if (terms.failures === 'count') latencies.addFailure()", '']],
    killedBy: [periods],
  },
  {
    step: 'measure',
    rule: 'meanSuccessRatio is the unweighted mean of the grains’ ratios',
    mistake: 'the ratio of the sums',
    file: 'evaluation/measure.ts',
    edits: [
      [
        'return measureMeanSuccessRatio(asked.terms, context)',
        'return measureSuccessRatio(asked.terms, context)',
      ],
    ],
    killedBy: [contracts],
  },
  {
    step: 'measure',
    rule: 'elapsed: within includes its limit',
    mistake: 'the last moment is late',
    file: 'evaluation/eventMeasures.ts',
    edits: [['answer.at <= due ?', 'answer.at < due ?']],
    killedBy: [contracts],
  },
  {
    step: 'measure',
    rule: 'A pause stops the clock',
    mistake: 'the clock runs on',
    file: 'evaluation/eventMeasures.ts',
    edits: [['if (terms.pause === undefined) return []\n', 'if (terms) return []\n']],
    killedBy: [rules],
  },
  {
    step: 'measure',
    rule: 'Questions after the cut-off begin on the next working day',
    mistake: 'at the cut-off itself they do, too',
    file: 'evaluation/eventMeasures.ts',
    edits: [['Temporal.PlainTime.from(cutoff)) <= 0)', 'Temporal.PlainTime.from(cutoff)) < 0)']],
    killedBy: [rules],
  },
  {
    step: 'measure',
    rule: 'An event belongs to the period that contains it, [from, to)',
    mistake: 'also to the one that ends with it',
    file: 'evaluation/eventMeasures.ts',
    edits: [
      [
        'question.at >= context.counted.from && question.at < context.counted.to',
        'question.at >= context.counted.from && question.at <= context.counted.to',
      ],
    ],
    killedBy: [rules],
  },
  {
    step: 'measure',
    rule: 'unit: affected weighs a bad moment by its affected share',
    mistake: 'every moment weighs the same',
    file: 'evaluation/stateReading.ts',
    edits: [["terms.unit === 'affected' && weigh", 'terms.unit === undefined && weigh']],
    killedBy: [contracts],
  },
  {
    step: 'measure',
    rule: 'averagedWith: 1 is the mean of this and the previous period’s own measures',
    mistake: 'the previous period is left out',
    file: 'evaluation/measure.ts',
    edits: [['if (own.nothing || others.length === 0) return own', 'if (others) return own']],
    killedBy: [periods],
  },
  {
    step: 'rounding',
    rule: 'The measure is rounded before it is compared, where the contract says so',
    mistake: 'it is compared as measured',
    file: 'evaluation/judge.ts',
    edits: [['value === null || rounding === undefined ?', 'value === null || rounding !== null ?']],
    killedBy: [contracts],
  },
  {
    step: 'rounding',
    rule: 'The measure is rounded once',
    mistake: 'first to a digit more, then again',
    file: 'evaluation/judge.ts',
    edits: [
      [
        'roundToStep(value, rounding.to.value, rounding.mode)',
        'roundToStep(roundToStep(value, { n: rounding.to.value.n, d: rounding.to.value.d * 10n }, rounding.mode), rounding.to.value, rounding.mode)',
      ],
    ],
    killedBy: [rules],
  },
  {
    step: 'verdict',
    rule: 'Unknown time never counts as the provider’s',
    mistake: 'unknown is bad',
    file: 'evaluation/judge.ts',
    edits: [["if (whenUnknown === 'undetermined') return 'undetermined'\n  if (tooLittle", 'if (tooLittle']],
    killedBy: [contracts],
  },
  {
    step: 'verdict',
    rule: 'A target is met only where every filling of the unknown time meets it',
    mistake: 'unknown is good',
    file: 'evaluation/judge.ts',
    edits: [
      [
        "if (whenUnknown === 'undetermined') return 'undetermined'\n  if (tooLittle",
        "if (whenUnknown === 'undetermined') return best ? 'met' : 'breached'\n  if (tooLittle",
      ],
    ],
    killedBy: [contracts],
  },
  {
    step: 'verdict',
    rule: 'Too little coverage leaves the verdict open',
    mistake: 'coverage is not looked at',
    file: 'evaluation/judge.ts',
    edits: [['compare(measured.coverage, minCoverage) < 0)', 'false)']],
    killedBy: [rules],
  },
  {
    step: 'verdict',
    rule: 'certainSince is the first millisecond beyond what the target leaves',
    mistake: 'a millisecond later',
    file: 'evaluation/certain.ts',
    edits: [
      ['    else low = middle + 1\n  }\n  return high', '    else low = middle + 1\n  }\n  return high + 1'],
    ],
    killedBy: [contracts],
  },
  {
    step: 'verdict',
    rule: '>= includes the value itself',
    mistake: '> for >=',
    file: 'agreement/quantity.ts',
    edits: [['return order >= 0', 'return order > 0']],
    killedBy: [contracts],
  },
  {
    step: 'verdict',
    rule: '<= includes the value itself',
    mistake: '< for <=',
    file: 'agreement/quantity.ts',
    edits: [['return order <= 0', 'return order < 0']],
    killedBy: [contracts],
  },
  {
    step: 'exactness',
    rule: 'No floating point decides anything',
    mistake: 'fractions are compared as floats',
    file: 'agreement/fraction.ts',
    edits: [
      [
        'const [left, right] = [a.n * b.d, b.n * a.d]',
        'const [left, right] = [Number(a.n) / Number(a.d), Number(b.n) / Number(b.d)]',
      ],
    ],
    killedBy: [rules],
  },
  {
    step: 'exactness',
    rule: 'Time is half-open, [from, to)',
    mistake: 'the last instant belongs to it',
    file: 'agreement/spans.ts',
    edits: [['else if (at >= span.to) low', 'else if (at > span.to) low']],
    killedBy: [rules],
  },
  {
    step: 'exactness',
    rule: 'Evidence twice, or in another order, gives the same bytes',
    mistake: 'the last of two observations at an instant wins',
    file: 'evaluation/sourceLine.ts',
    edits: [['if (!last || rank(state) <= rank(last.state)) return true', 'if (!last) return true']],
    killedBy: [rules],
  },
]
