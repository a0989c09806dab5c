/** Words that name a mode, not a place: "production mode". */
export const MODE_WORDS = /\b(?:mode\b.{0,20}?\b(?:read[- ]only|dev(?:elopment)?|prod(?:uction)?)(?![\w/])|(?:read[- ]only|dev(?:elopment)?|prod(?:uction)?)\s+mode\b|(?<=\bmake\s+[\w.-]+(?:\/[\w.-]+)?\s+)(?:dev|production)\s*[.!]*$)/gi

/** The mode that a text asks for, if it speaks of modes at all. */
export function modeOf(text: string): 'read-only' | 'dev' | 'production' | undefined {
  const found = /\bmode\b.*?\b(read[- ]only|dev(?:elopment)?|prod(?:uction)?)\b(?!\/)|\b(read[- ]only|dev(?:elopment)?|prod(?:uction)?)\s+mode\b|\bmake\b.*\b(read[- ]only|writable|changeable)\b|\bmake\s+[\w.-]+(?:\/[\w.-]+)?\s+(dev|production)\s*[.!]*$/i.exec(text)
  const word = (found?.[1] ?? found?.[2] ?? found?.[3] ?? found?.[4])?.toLowerCase()
  if (word === undefined) return undefined
  return word.startsWith('read') ? 'read-only' : word.startsWith('prod') ? 'production' : 'dev'
}
