import type { Subject } from '../../shared/plan.ts'

/** A subject before it is known from which address it was read. */
export type Reading = Omit<Subject, 'url'>

/** One console: reads what a page is about from its address, and from nothing else. Null: not this console, or no one thing. */
export type Console = (url: URL) => Reading | null

/** The address's path in parts, decoded; null where a part can't be decoded, because half an id is a wrong id. */
export function partsOf(path: string): readonly string[] | null {
  try {
    return path.split('/').filter((part) => part !== '').map(decodeURIComponent)
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

/** The query of a single-page console, which stands behind the `#` ("#/instances?region=eu"). */
export function fragmentOf(url: URL): { readonly parts: readonly string[], readonly query: URLSearchParams } {
  const [path = '', query = ''] = url.hash.replace(/^#!?/, '').split('?')
  return { parts: partsOf(path) ?? [], query: new URLSearchParams(query) }
}

/** Leaves out what is not there: an optional field that is undefined is not an absent one to a schema. */
export function subject(reading: { [Key in keyof Reading]: Reading[Key] | undefined | null }): Reading | null {
  const entries = Object.entries(reading).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const kept = Object.fromEntries(entries) as Partial<Reading>
  return kept.provider !== undefined && kept.kind !== undefined && kept.id !== undefined ? kept as Reading : null
}
