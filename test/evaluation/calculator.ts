import {
  add,
  divide,
  type Fraction,
  fraction,
  multiply,
  parseDecimal,
  subtract,
} from '../../src/agreement/fraction.ts'

/** A pocket calculator: reads `1 − 300 s ÷ (2 + 3)` with numbers, percentages and units, exactly. */
export function calculated(text: string): Fraction {
  const tokens = tokensOf(text)
  let next = 0
  const peek = (): string | Fraction | undefined => tokens[next]
  const factor = (): Fraction => {
    const token = tokens[next++]
    if (token === '(') {
      const inside = sum()
      if (tokens[next++] !== ')') throw new Error(`a bracket is open: ${text}`)
      return inside
    }
    if (typeof token === 'object') return token
    throw new Error(`"${String(token)}" is no number in "${text}"`)
  }
  const product = (): Fraction => {
    let value = factor()
    while (peek() === '×' || peek() === '÷')
      value = tokens[next++] === '×' ? multiply(value, factor()) : divide(value, factor())
    return value
  }
  const sum = (): Fraction => {
    let value = product()
    while (peek() === '+' || peek() === '−')
      value = tokens[next++] === '+' ? add(value, product()) : subtract(value, product())
    return value
  }
  const value = sum()
  if (next < tokens.length) throw new Error(`"${String(peek())}" is left of "${text}"`)
  return value
}

const token =
  /\s*(?:\[\d+ more, (?<more>[^\]]+)\]|(?<number>-?\d+(?:\.\d+)?(?:\/\d+)?)(?: ?(?<unit>%|[A-Za-z]+(?: of [a-z]+)?))?|(?<sign>[()×÷+−]))/uy

function tokensOf(text: string): (string | Fraction)[] {
  const found: (string | Fraction)[] = []
  token.lastIndex = 0
  const trimmed = text.trim()
  while (token.lastIndex < trimmed.length) {
    const at = token.lastIndex
    const groups = token.exec(trimmed)?.groups
    if (!groups) throw new Error(`cannot read "${trimmed.slice(at)}" of "${text}"`)
    if (groups.more !== undefined) found.push(numberOf(groups.more))
    else if (groups.number !== undefined)
      found.push(numberOf(`${groups.number}${groups.unit === '%' ? ' %' : ''}`))
    else found.push(groups.sign ?? '')
  }
  return found
}

/** `99.9 %` is 999/1000. */
export function numberOf(text: string): Fraction {
  const match = /^(-?\d+(?:\.\d+)?)(?:\/(\d+))?(?: (%)?.*)?$/.exec(text.trim())
  const value = parseDecimal(match?.[1] ?? '')
  if (!match || !value) throw new Error(`"${text}" is no number`)
  const whole = match[2] === undefined ? value : divide(value, fraction(BigInt(match[2])))
  return match[3] === '%' ? divide(whole, fraction(100)) : whole
}

export interface Equation {
  readonly line: string
  readonly label: string
  readonly left: Fraction
  readonly right: Fraction
  /** What stands behind "≈", or null. */
  readonly near: Fraction | null
}

/** The equations among printed lines: `label: a ÷ b = c ≈ d`. */
export function equationsOf(text: string): Equation[] {
  return text.split('\n').flatMap((line): Equation[] => {
    const match = /^\s*(?:[-\d]*\s*)?(.*?):? ?([^:]*) = ([^=≈]+?)(?: ≈ ([^=]+?))?(?:, so .*)?$/.exec(line)
    if (!match || /^(?:target|rule)/.test(line.trim())) return []
    const [, label = '', left = '', right = '', near] = match
    return [
      {
        line,
        label,
        left: calculated(left),
        right: calculated(right),
        near: near === undefined ? null : calculated(near),
      },
    ]
  })
}
