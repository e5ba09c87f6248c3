import { type Proof, warn } from './finding.ts'
import { conditionOf } from './quantities.ts'

/** Benefits that are scaled by what says nothing about the provider's service. */
export const valueProof: Proof = ({ terms }) => {
  const { value, commitments } = terms
  const own = (value?.benefits ?? []).map((benefit, i) => ({
    benefit,
    path: ['value', 'benefits', i, 'scaledBy'],
  }))
  return own.flatMap(({ benefit: { scaledBy }, path }) => {
    const commitment = scaledBy === undefined ? undefined : commitments[scaledBy]
    if (!commitment) return []
    if (commitment.by === 'customer')
      return [
        warn(path, `${scaledBy} is the customer's own: the benefit would fall with what the customer does`),
      ]
    return conditionOf(commitment.target) === null
      ? [warn(path, `${scaledBy} has no target, so there is nothing to scale by`)]
      : []
  })
}
