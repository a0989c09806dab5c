import { isList, isMap, isSecret, type PropertyValue, UNKNOWN } from './property.ts'

/** A value as the official CLI's messages print it (Go's `%v` of a property value), but a secret isn't said. */
export function goText(value: PropertyValue | undefined): string {
  if (value === UNKNOWN) return 'output<string>{}'
  if (isSecret(value)) return '[secret]'
  if (value === undefined || value === null) return '{<nil>}'
  if (isList(value)) return `{[${value.map(goText).join(' ')}]}`
  if (!isMap(value)) return `{${typeof value === 'number' ? goNumber(value) : String(value)}}`
  return `{map[${Object.keys(value).sort().map((key) => `${key}:${goText(value[key])}`).join(' ')}]}`
}

/** Go writes a float with an exponent from 21 digits on, and below a ten-thousandth. */
function goNumber(value: number): string {
  const size = Math.abs(value)
  if (size === 0 || (size >= 1e-4 && size < 1e21)) return String(value)
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
}
