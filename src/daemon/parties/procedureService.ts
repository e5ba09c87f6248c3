import type { ProcedureService } from '../../http/procedure.ts'
import { ServiceProblem } from '../../http/service.ts'
import type { Closings } from '../judging/closings.ts'
import type { Incidents } from '../judging/incidents.ts'
import type { Terminations } from '../life/terminations.ts'
import type { Watched } from '../watched.ts'
import { Declarations } from './declarations.ts'
import { type DisputeParts, figuresOf } from './disputes.ts'
import { Exercises } from './exercises.ts'
import { type ProcedureParts, Procedures } from './procedures.ts'

/** The procedure between the parties: what REST and links ask of it, and what happens in it by itself. */
export interface Procedure {
  readonly service: ProcedureService
  readonly proposals: Procedures
  /** Records what silence, cure and deadlines bring, as of an instant. */
  settle(watched: Watched, now: number): Promise<void>
}

export function procedureOf(
  parts: ProcedureParts & {
    readonly terminations: Terminations
    readonly closings: Closings
    readonly incidents: Pick<Incidents, 'at'>
    readonly watched: ReadonlyMap<string, Watched>
  },
): Procedure {
  const proposals = new Procedures(parts)
  const exercises = new Exercises({ ...parts, exclusions: (watched) => parts.closings.exclusions(watched) })
  const declarations = new Declarations(parts)
  /** Agreements that this process has looked at. */
  const seen = new Set<string>()
  return {
    service: serviceFor(parts, { proposals, exercises, declarations }),
    proposals,
    settle: async (watched, now) => {
      if (!seen.has(watched.id)) proposals.resume(watched)
      seen.add(watched.id)
      await proposals.settle(watched, now)
      const due = [...(await exercises.due(watched, now)), ...declarations.due(watched, now)]
      const written = await parts.book.write(watched.id, due)
      // A termination that takes effect moves the end of the term: what lies after it is not judged.
      if (written.some(({ kind }) => kind === 'terminationEnded')) await parts.refresh(watched.id)
    },
  }
}

function serviceFor(
  parts: DisputeParts & {
    readonly watched: ReadonlyMap<string, Watched>
    readonly refresh: (id: string) => Promise<void>
  },
  made: { proposals: Procedures; exercises: Exercises; declarations: Declarations },
): ProcedureService {
  const { proposals, exercises, declarations } = made
  const get = (id: string): Watched => {
    const found = parts.watched.get(id)
    if (!found) throw new ServiceProblem(404, 'there is no such agreement')
    return found
  }
  const one = <T extends { readonly id: string }>(list: readonly T[], id: string): T => {
    const found = list.find((each) => each.id === id)
    if (!found) throw new ServiceProblem(404, 'there is no such entry')
    return found
  }
  return {
    proposals: async (id) =>
      Promise.all(
        proposals
          .proposals(get(id))
          .reverse()
          .map((each) => proposals.shown(each)),
      ),
    propose: async (id, asked, caller) => proposals.shown(await proposals.propose(get(id), asked, caller)),
    move: async (id, asked, caller) => proposals.shown(await proposals.move(get(id), asked, caller)),
    figures: async (id, proposal) => {
      const watched = get(id)
      return figuresOf(parts, watched, proposals.get(watched, proposal))
    },
    exercised: async (id) => (await exercises.shown(get(id))).reverse(),
    terminate: async (id, asked, caller) => {
      const made = await exercises.exercise(get(id), asked, caller)
      await parts.refresh(id)
      return one(await exercises.shown(get(id)), made)
    },
    withdrawTermination: async (id, asked, caller) => {
      await exercises.withdraw(get(id), asked, caller)
      return one(await exercises.shown(get(id)), asked.id)
    },
    declarations: async (id) => (await declarations.shown(get(id))).reverse(),
    declare: async (id, asked, caller) => {
      const made = await declarations.declare(get(id), asked, caller)
      return one(await declarations.shown(get(id)), made)
    },
  }
}
