import { createHmac, timingSafeEqual } from 'node:crypto'
import { makeBadge } from 'badge-maker'
import type { RunningState, Standing } from '../evaluation/verdict.ts'
import { worstOf } from './states.ts'

const colours: Readonly<Record<RunningState, string>> = {
  onTrack: 'brightgreen',
  closing: 'blue',
  atRisk: 'yellow',
  failing: 'orange',
  breached: 'red',
}

const words: Readonly<Record<RunningState, string>> = {
  onTrack: 'on track',
  closing: 'closing',
  atRisk: 'at risk',
  failing: 'failing',
  breached: 'breached',
}

/** Badges at addresses that nobody guesses: 192 bits made from a secret, the agreement and the commitment. */
export class Badges {
  readonly #secret: string
  readonly #base: string
  constructor(secret: string, externalUrl: string) {
    this.#secret = secret
    this.#base = externalUrl.replace(/\/$/, '')
  }

  address(agreement: string, commitment: string): string {
    const path = [agreement, commitment, this.#key(agreement, commitment)].map(encodeURIComponent).join('/')
    return `${this.#base}/api/v1/badges/${path}.svg`
  }

  isKey(agreement: string, commitment: string, key: string): boolean {
    const [given, right] = [Buffer.from(key), Buffer.from(this.#key(agreement, commitment))]
    return given.length === right.length && timingSafeEqual(given, right)
  }

  #key(agreement: string, commitment: string): string {
    const named = JSON.stringify(['badge', agreement, commitment])
    return createHmac('sha256', this.#secret).update(named).digest().subarray(0, 24).toString('base64url')
  }
}

/** The badge of one commitment, in SVG; its standings are several where its sources are judged each alone. */
export function badgeOf(standings: readonly [Standing, ...Standing[]]): string {
  const state = worstOf(standings.map((standing) => standing.state)) ?? 'onTrack'
  const worst = standings.find((standing) => standing.state === state) ?? standings[0]
  const isUnseen = worst.unseen === true && state === 'onTrack'
  return makeBadge({
    label: worst.title.slice(0, 80),
    message: (isUnseen ? worst.shown : `${worst.shown} ${words[state]}`).trim().slice(0, 80),
    color: isUnseen ? 'lightgrey' : colours[state],
  })
}
