/**
 * The order that a question about its effect holds: "what would happen if I set replicas to 5?" → "set replicas to 5", and the same for "if
 * replicas were 5".
 */
export const orderInside = (question: string): string => imperative(stated(question.replace(HYPOTHETICAL, '').replace(/\?+\s*$/, '')))

const STATED = /^(?:the\s+)?((?:(?!were|was|is|are)[\w:.-]+\s+){1,4})(?:were|was|is|are|went\s+to|became)\s+(-?\d[\d.]*|true|false|on|off|"[^"]*"|'[^']*')(?=$|\s)/i
/** What would be so, as the order that makes it so. */
const stated = (text: string): string => text.replace(STATED, (_, what: string, value: string) => `set ${what.trim()} to ${value}`)

const HYPOTHETICAL = /^.*?\b(?:what (?:would|will|could|might)(?: else)? happen(?: to \S+)?|what happens|what if|what(?:'s| is| are) the (?:impact|effect|consequences?|risks?) of|simulate|preview|dry[- ]?run|estimate|suppose|show me what would happen)\b\s*(?:if|when)?\s*(?:i|we|you|one)?\s*(?:would|were to|was to)?\s*/i
/** "I set", "we scaled", "setting": the order that a question is about, as an order. */
const imperative = (text: string): string => text.replace(
  /^(\w+?)(?:t?ing|ed)\b/i,
  (word, stem: string) => (
    {
      scal: 'scale', delet: 'delete', se: 'set', set: 'set', destroy: 'destroy', deploy: 'deploy', chang: 'change', remov: 'remove',
      doubl: 'double', increas: 'increase', reduc: 'reduce', turn: 'turn', disabl: 'disable', enabl: 'enable', refresh: 'refresh',
      resiz: 'resize',
    } as Record<string,
    string>
  )[stem.toLowerCase()] ?? word
)
