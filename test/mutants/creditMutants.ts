import type { Mutant } from './mutant.ts'

const contracts = 'contracts/contracts.test.ts'
const rules = 'evaluation/rules.test.ts'
const credits = 'evaluation/credits.test.ts'
const fees = 'evaluation/fees.test.ts'
const touched = 'evaluation/touchedUnits.test.ts'
const gifts = 'evaluation/gifts.test.ts'

/** Mistakes about what a miss is worth. */
export const creditMutants: readonly Mutant[] = [
  {
    step: 'credit',
    rule: 'Months of an extension are counted before its days',
    mistake: 'days before months',
    file: 'evaluation/evaluateAgreement.ts',
    edits: [['.add({ months }).add({ days })', '.add({ days }).add({ months })']],
    killedBy: ['evaluation/creditQuantities.test.ts'],
  },
  {
    step: 'credit',
    rule: 'A day on which several outages lie counts once',
    mistake: 'once for each',
    file: 'evaluation/touchedUnits.ts',
    edits: [["rule.per === 'outage' ? parts", "rule.per !== 'outage' ? parts"]],
    killedBy: [touched],
  },
  {
    step: 'credit',
    rule: 'A delay begins with the deadline',
    mistake: 'with the question',
    file: 'evaluation/touchedUnits.ts',
    edits: [["of === 'excess' ? due : from", "of === 'outage' ? due : from"]],
    killedBy: [touched],
  },
  {
    step: 'credit',
    rule: 'The greater of a share and an amount is told in money',
    mistake: 'the lesser counts',
    file: 'evaluation/gifts.ts',
    edits: [
      [
        "choose === 'max' ? compare(amount(a), amount(b)) > 0",
        "choose === 'min' ? compare(amount(a), amount(b)) > 0",
      ],
    ],
    killedBy: [gifts],
  },
  {
    step: 'credit',
    rule: 'Of two that are the same the one that stands first counts',
    mistake: 'the last one does',
    file: 'evaluation/gifts.ts',
    edits: [
      [
        "choose === 'max' ? compare(amount(a), amount(b)) > 0",
        "choose === 'max' ? compare(amount(a), amount(b)) >= 0",
      ],
    ],
    killedBy: [gifts],
  },
  {
    step: 'credit',
    rule: 'While one of several is not known, none counts',
    mistake: 'the known one does',
    file: 'evaluation/gifts.ts',
    edits: [
      [
        "return { given: [], money: 'pending' }",
        "return due.find(({ money }) => money !== 'pending') ?? null",
      ],
    ],
    killedBy: [gifts],
  },
  {
    step: 'credit',
    rule: 'The most that a schedule gives binds after its least',
    mistake: 'the least goes last',
    file: 'evaluation/gifts.ts',
    edits: [
      [
        "due && atLeast ? chosen('max', [due, limitOf(atLeast,",
        "due && atMost ? chosen('min', [due, limitOf(atMost,",
      ],
      [
        "raised && atMost ? chosen('min', [raised, limitOf(atMost,",
        "raised && atLeast ? chosen('max', [raised, limitOf(atLeast,",
      ],
    ],
    killedBy: [gifts],
  },
  {
    step: 'credit',
    rule: 'A least or a most of a schedule is not repeated or multiplied',
    mistake: 'it is, like what the schedule gives',
    file: 'evaluation/gifts.ts',
    edits: [
      ["{ of, day }: Pick<CreditTerms, 'of' | 'day'>", 'own: CreditTerms'],
      ["dueOf(limit, { on: 'measure', of, day }, context)", 'dueOf(limit, own, context)'],
    ],
    killedBy: [gifts],
  },
  {
    step: 'caps',
    rule: 'A cap that is the greater of two binds at the greater one',
    mistake: 'at the lesser one',
    file: 'evaluation/caps.ts',
    edits: [["limit.choose === 'max' ? a > b : a < b", "limit.choose === 'max' ? a < b : a > b"]],
    killedBy: [gifts],
  },
  {
    step: 'credit',
    rule: 'For a value in a hole between the bands the credit is silent',
    mistake: 'nothing is due',
    file: 'evaluation/credit.ts',
    edits: [["if (!first) return 'silent'", 'if (!first) return null']],
    killedBy: [contracts],
  },
  {
    step: 'credit',
    rule: 'A value that meets the target inside a band that gives something is silent',
    mistake: 'the band is not looked at',
    file: 'evaluation/credit.ts',
    edits: [
      [
        "holding.some((band) => !paysNothing(band)) ? 'silent' : null",
        "holding.length < 0 ? 'silent' : null",
      ],
    ],
    killedBy: [contracts],
  },
  {
    step: 'credit',
    rule: 'In two bands that give differently the credit is silent',
    mistake: 'the first decides',
    file: 'evaluation/credit.ts',
    edits: [
      [
        "if (schedule.overlap === undefined) return 'silent'",
        'if (schedule.overlap === undefined) return first',
      ],
    ],
    killedBy: [credits],
  },
  {
    step: 'credit',
    rule: 'A complete step is a full one, a started one counts as soon as it begins',
    mistake: 'the two are swapped',
    file: 'evaluation/creditQuantities.ts',
    edits: [["rule.steps === 'complete' ? 'floor' : 'ceil'", "rule.steps === 'complete' ? 'ceil' : 'floor'"]],
    killedBy: [contracts],
  },
  {
    step: 'credit',
    rule: 'The excess is what lies beyond what the target leaves',
    mistake: 'the whole of the bad time',
    file: 'evaluation/creditQuantities.ts',
    edits: [
      [
        'return allowed && subtract(seconds(missed.measured.time?.badMs ?? 0), allowed)',
        'return allowed && seconds(missed.measured.time?.badMs ?? 0)',
      ],
    ],
    killedBy: [contracts],
  },
  {
    step: 'credit',
    rule: 'repeat multiplies consecutive misses; a met period resets',
    mistake: 'nothing resets',
    file: 'evaluation/evaluateAgreement.ts',
    edits: [["if (verdict === 'met') break", "if (verdict === 'silent') break"]],
    killedBy: [contracts],
  },
  {
    step: 'base',
    rule: '… of previous period is the fee of the period before',
    mistake: 'of the period itself',
    file: 'evaluation/feeBases.ts',
    edits: [
      [
        'return neighbourFee(fee, context.previous, context)',
        'return feeOver(fee, { span: context.period, whole: context.wholePeriod }, context)',
      ],
    ],
    killedBy: [fees],
  },
  {
    step: 'base',
    rule: 'Where the period is shorter than the fee’s unit the base is the whole unit in which it begins',
    mistake: 'its share of the unit',
    file: 'evaluation/fees.ts',
    edits: [['const unit = isExact ? null : unitHolding(', 'const unit = !isExact ? null : unitHolding(']],
    killedBy: [fees],
  },
  {
    step: 'base',
    rule: 'A period clipped by the term pro-rates by days',
    mistake: 'the whole fee is the base',
    file: 'evaluation/fees.ts',
    edits: [['return multiply(full, divide(localDays(span, zone), localDays(whole, zone)))', 'return full']],
    killedBy: [fees],
  },
  {
    step: 'amount',
    rule: 'A day is the fee divided by the days of its unit',
    mistake: 'a month has thirty',
    file: 'evaluation/gifts.ts',
    edits: [['fraction(daysIn(base.window, terms.timeZone))', 'fraction(30)']],
    killedBy: [credits],
  },
  {
    step: 'amount',
    rule: 'Money is rounded half up unless the contract says half even',
    mistake: 'half even for half up',
    file: 'agreement/fraction.ts',
    edits: [['twice > 0 || (twice === 0 && a.n > 0n)', 'twice > 0 || (twice === 0 && below % 2n !== 0n)']],
    killedBy: [contracts],
  },
  {
    step: 'amount',
    rule: 'money: { mode } decides how an amount is rounded',
    mistake: 'always half up',
    file: 'evaluation/creditOwed.ts',
    edits: [
      [
        'return toMinor(credit.money, currency, money.mode)',
        "return toMinor(credit.money, currency, money ? 'halfUp' : 'floor')",
      ],
    ],
    killedBy: [contracts],
  },
  {
    step: 'amount',
    rule: 'A multiple is of the fee pro-rated to the time',
    mistake: 'of the whole fee',
    file: 'evaluation/gifts.ts',
    edits: [
      [
        'return multiply(multiply(base.amount, give.amount), timeShare(base, schedule, context))',
        'return multiply(base.amount, give.amount)',
      ],
    ],
    killedBy: [contracts],
  },
  {
    step: 'join',
    rule: 'join: max pays the greatest of several credits',
    mistake: 'their sum',
    file: 'evaluation/joinShares.ts',
    edits: [['return most(left)', 'return sumOf(left)']],
    killedBy: [credits],
  },
  {
    step: 'join',
    rule: 'Credits are joined in the month of the period’s last moment',
    mistake: 'of its first',
    file: 'evaluation/joinWindow.ts',
    edits: [["commitment.period.kind === 'incident' ? period.from : period.to - 1", 'period.from']],
    killedBy: [rules],
  },
  {
    step: 'join',
    rule: 'minimum: nothing is due at or below it',
    mistake: 'only below it',
    file: 'evaluation/joins.ts',
    edits: [['return minor <= toMinor(', 'return minor < toMinor(']],
    killedBy: [contracts],
  },
  {
    step: 'caps',
    rule: 'A cap per month binds the joined credits, not each of them',
    mistake: 'a cap for each entry',
    file: 'evaluation/caps.ts',
    edits: [
      ["(cap) => cap.per === 'incident' || cap.per === 'period')", '(cap) => cap)'],
      [
        "if (!sample || cap.per === 'incident' || cap.per === 'period') continue",
        'if (sample || cap) continue',
      ],
    ],
    killedBy: [contracts],
  },
  {
    step: 'caps',
    rule: 'A cap for a longer window counts what was given in it before',
    mistake: 'each month begins anew',
    file: 'evaluation/caps.ts',
    edits: [['.reduce((sum, entry) => sum + entry.minor, 0n)', '.reduce((sum) => sum, 0n)']],
    killedBy: [credits],
  },
  {
    step: 'caps',
    rule: 'A cap per period binds each credit before they are joined',
    mistake: 'it does not bind',
    file: 'evaluation/joins.ts',
    edits: [['...cappedEach(judgement, minor, rules, asOf)', 'left: minor, reached: false']],
    killedBy: [rules],
  },
]
