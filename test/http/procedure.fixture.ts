import type { ProcedureService, ShownProposal, ShownTermination } from '../../src/http/procedure.ts'
import { ServiceProblem } from '../../src/http/service.ts'

const made = Date.parse('2026-03-09T12:00:00Z')

const proposal = (id: string): ShownProposal => ({
  facts: {
    proposal: id,
    matter: 'correction',
    of: 'web',
    from: '2026-03-02T10:00:00+01:00',
    to: '2026-03-02T11:00:00+01:00',
    claim: { outcome: 'good' },
    by: 'provider',
    askedOf: 'customer',
    answerBy: '2026-04-08T13:00:00+02:00',
    ifSilent: 'refused',
    cause: null,
    evidence: null,
    timeZone: 'Europe/Berlin',
  },
  entry: 'e'.repeat(64),
  madeAt: made,
  answerBy: made + 30 * 86_400_000,
  remindAt: null,
  state: 'open',
  isAccepted: false,
  answeredBy: null,
  answeredAt: null,
  reason: null,
  claims: { provider: { outcome: 'good' }, customer: null },
  texts: { cause: null, evidence: null, reason: null },
})

const termination: ShownTermination = {
  id: 't-1',
  clause: 'chronicOutage',
  right: 'customer',
  triggeredAt: '2026-03-01T00:00:00+01:00',
  exercisedAt: made,
  cureUntil: null,
  state: 'exercised',
  text: null,
}

/** A procedure with one proposal, `p-1`, and answers of the right shape. */
export const procedureFixture: ProcedureService = {
  proposals: async () => [proposal('p-1')],
  propose: async (_agreement, asked) => proposal(asked.id ?? 'p-2'),
  move: async (_agreement, { proposal: id }) => {
    if (id !== 'p-1') throw new ServiceProblem(404, 'there is no such proposal')
    return proposal(id)
  },
  figures: async () => [],
  exercised: async () => [termination],
  terminate: async () => termination,
  withdrawTermination: async () => ({ ...termination, state: 'withdrawn' }),
  declarations: async () => [],
  declare: async (_agreement, { about }) => ({
    ...{ id: 'd-1', about, by: 'customer', at: made, endsOn: null, text: null },
  }),
}
