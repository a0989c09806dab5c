/** A typed value as data: a text in quotes, a number, on or off; anything else is a text as it stands. */
export function nearestValue(typed: string): string | number | boolean {
  const text = typed.trim()
  if (/^"(?:[^"\\]|\\.)*"$/.test(text)) return quoted(text)
  if (/^'[^']*'$/.test(text)) return text.slice(1, -1)
  const plain = text.replace(/[.!]+$/, '')
  if (/^-?\d+(?:\.\d+)?$/.test(plain)) return Number(plain)
  if (/^(?:true|on|yes)$/i.test(plain)) return true
  if (/^(?:false|off|no)$/i.test(plain)) return false
  return plain
}

/** A text in double quotes, with JSON's escapes where it has them. */
function quoted(text: string): string {
  try { return String(JSON.parse(text)) } catch (error) {
    if (error instanceof SyntaxError) return text.slice(1, -1)
    throw error
  }
}
