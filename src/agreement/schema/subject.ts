import { z } from 'zod'
import { count, name, oneOf, strict } from './scalars.ts'

/** One source, or several combined on the time line. */
export type Subject =
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'all' | 'any' | 'pool' | 'each'; readonly of: readonly Subject[] }
  | { readonly kind: 'atLeast'; readonly least: number; readonly of: readonly Subject[] }
  | { readonly kind: 'control'; readonly control: Subject; readonly of: Subject }

const list = z.lazy(() => z.array(subject).min(1, { error: 'name at least one source' }))
const source = name.transform((text): Subject => ({ kind: 'source', source: text }))

export const subject: z.ZodType<Subject> = z.lazy(() =>
  oneOf([
    source,
    strict({ all: list }).transform(({ all }): Subject => ({ kind: 'all', of: all })),
    strict({ any: list }).transform(({ any }): Subject => ({ kind: 'any', of: any })),
    strict({ pool: list }).transform(({ pool }): Subject => ({ kind: 'pool', of: pool })),
    strict({ each: list }).transform(({ each }): Subject => ({ kind: 'each', of: each })),
    strict({ atLeast: count('a number of sources'), of: list })
      .refine((quorum) => quorum.atLeast <= quorum.of.length, {
        error: 'asks for more sources than it names',
      })
      .transform((quorum): Subject => ({ kind: 'atLeast', least: quorum.atLeast, of: quorum.of })),
    strict({ control: subject, of: subject }).transform(
      (pair): Subject => ({ kind: 'control', control: pair.control, of: pair.of }),
    ),
  ]),
)
