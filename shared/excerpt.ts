/**
 * A text that is at most `most` characters (UTF-16 units) long: a longer one is cut and says so, because two names that begin alike must
 * not look the same. Never cut inside of a character: half of one has no canonical bytes, and a plan with it could not be written.
 */
export function excerpt(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** The first `most` of a list in a sentence, and how many more there are: "web, cart and 3 more". */
export const someOf = (all: readonly string[], most: number): string =>
  all.length > most ? `${all.slice(0, most).join(', ')} and ${all.length - most} more` : all.join(', ')
