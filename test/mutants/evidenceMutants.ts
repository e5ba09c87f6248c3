import type { Mutant } from './mutant.ts'

const contracts = 'contracts/contracts.test.ts'
const rules = 'evaluation/rules.test.ts'
const oracle = 'oracle/oracle.test.ts'

/** Mistakes about what was observed, until there are outages. */
export const evidenceMutants: readonly Mutant[] = [
  {
    step: 'evidence',
    rule: 'Where spans of one source overlap, bad wins over unknown, unknown over good',
    mistake: 'good wins',
    file: 'evaluation/overlay.ts',
    edits: [
      [
        'states.includes(bad) ? bad : states.includes(unknown) ? unknown : good)',
        'states.includes(good) ? good : states.includes(bad) ? bad : unknown)',
      ],
    ],
    killedBy: [oracle],
  },
  {
    step: 'evidence',
    rule: 'An observation speaks at most for holdsFor; after that the time is unknown',
    mistake: 'it speaks until the next one comes',
    file: 'evaluation/sourceLine.ts',
    edits: [['const end = Math.min(next, last.at + this.speech.holdsForMs)', 'const end = next']],
    killedBy: [oracle],
  },
  {
    step: 'evidence',
    rule: 'A second delivery of an event changes nothing',
    mistake: 'the later delivery wins',
    file: 'evaluation/evidenceFile.ts',
    edits: [['if (!this.#events.has(line.event.id)) this.#events.set', 'this.#events.set']],
    killedBy: [rules],
  },
  {
    step: 'evidence',
    rule: 'What lies after --as-of is not seen',
    mistake: 'answers of the future count',
    file: 'evaluation/eventMeasures.ts',
    edits: [
      [
        'const seen = context.view.events.filter((event) => event.at <= context.asOf)',
        'const seen = context.view.events',
      ],
    ],
    killedBy: [rules],
  },
  {
    step: 'combination',
    rule: '{ all: [a, b] } is down only while all are down',
    mistake: 'down while any is',
    file: 'evaluation/line.ts',
    edits: [['subject.of.length,\n', '1,\n']],
    killedBy: [contracts],
  },
  {
    step: 'combination',
    rule: '{ atLeast: 2, of: [a, b, c] } is down while two are at the same time',
    mistake: 'more than two are needed',
    file: 'evaluation/line.ts',
    edits: [['down >= least ? bad', 'down > least ? bad']],
    killedBy: [oracle],
  },
  {
    step: 'combination',
    rule: '{ pool: [a, b] } adds numerators and denominators before dividing',
    mistake: 'taken as a union of the down time',
    file: 'evaluation/stateLines.ts',
    edits: [
      [
        "terms.of.kind === 'pool' && !isPooledInGrains(terms, context) ? terms.of.of : [terms.of]",
        '[terms.of]',
      ],
    ],
    killedBy: [contracts],
  },
  {
    step: 'combination',
    rule: 'Where the control failed too, the moment is good',
    mistake: 'the failure counts all the same',
    file: 'evaluation/line.ts',
    edits: [['reference === bad) return good', 'reference === bad) return state']],
    killedBy: [rules],
  },
  {
    step: 'grains',
    rule: 'A thin grain is good unless said',
    mistake: 'thin is bad',
    file: 'evaluation/grainVerdicts.ts',
    edits: [
      [
        'compare(sum.total, fraction(minSamples)) < 0) return thin',
        'compare(sum.total, fraction(minSamples)) < 0) return "bad"',
      ],
    ],
    killedBy: [contracts],
  },
  {
    step: 'grains',
    rule: 'A grain with as many samples as minSamples is not thin',
    mistake: 'it is',
    file: 'evaluation/grainVerdicts.ts',
    edits: [['fraction(minSamples)) < 0', 'fraction(minSamples)) <= 0']],
    killedBy: [rules],
  },
  {
    step: 'grains',
    rule: 'A grain that is covered with a total of 0 is empty, as the contract says',
    mistake: 'empty is unknown whatever it says',
    file: 'evaluation/grainVerdicts.ts',
    edits: [['if (sum.total.n === 0n) return empty', "if (sum.total.n === 0n) return 'unknown'"]],
    killedBy: [rules],
  },
  {
    step: 'grains',
    rule: 'allFail is bad only where every look failed',
    mistake: 'one failure is enough',
    file: 'evaluation/stateGrains.ts',
    edits: [['return failed === of', 'return failed > 0']],
    killedBy: [rules],
  },
  {
    step: 'grains',
    rule: 'A ratio line is spread evenly over its span',
    mistake: 'all of it lies in the first grain',
    file: 'evaluation/grainVerdicts.ts',
    edits: [
      [
        'const part = fraction(overlap, span.to - span.from)',
        'const part = fraction(grain.from <= span.from || i === 0 ? 1 : 0 * overlap)',
      ],
    ],
    killedBy: [rules],
  },
  {
    step: 'outages',
    rule: 'consecutive: 3 needs three failures in a row',
    mistake: 'one failure is enough',
    file: 'evaluation/outages.ts',
    edits: [['line.kth(seen, shape.consecutive ?? 1, false)', 'line.kth(seen, 1, false)']],
    killedBy: [contracts],
  },
  {
    step: 'outages',
    rule: 'longerThan is exceeded, not reached',
    mistake: 'a length that is just reached counts',
    file: 'evaluation/outages.ts',
    edits: [['shape.longerThan + 1', 'shape.longerThan']],
    killedBy: [contracts],
  },
  {
    step: 'outages',
    rule: 'atLeast includes the length itself',
    mistake: 'it must be exceeded',
    file: 'evaluation/outages.ts',
    edits: [['return shape.atLeast ?? 0', 'return (shape.atLeast ?? -1) + 1']],
    killedBy: [oracle],
  },
  {
    step: 'outages',
    rule: 'Unknown time leaves a run open',
    mistake: 'unknown time ends it',
    file: 'evaluation/outages.ts',
    edits: [['else if (segment.state === good && open.length > 0)', 'else if (open.length > 0)']],
    killedBy: [oracle],
  },
  {
    step: 'outages',
    rule: 'count: excess counts only what lies beyond the length',
    mistake: 'the whole outage counts',
    file: 'evaluation/outages.ts',
    edits: [["shape.count === 'excess' ?", 'shape.count === undefined ?']],
    killedBy: [oracle],
  },
  {
    step: 'outages',
    rule: 'startsAt: confirmation counts from the k-th failure',
    mistake: 'from the first',
    file: 'evaluation/outages.ts',
    edits: [["=== 'confirmation') return confirmedAt", "=== 'confirmation') return run.from"]],
    killedBy: [contracts],
  },
  {
    step: 'outages',
    rule: 'Without the event at which it starts the outage does not count',
    mistake: 'it starts with its first failure',
    file: 'evaluation/outages.ts',
    edits: [['return inside?.at ?? null', 'return inside?.at ?? run.from']],
    killedBy: [contracts],
  },
]
