import type { Operation } from '../operation.ts'
import type { Mood } from './mood.ts'

const OF: readonly (readonly [RegExp, Operation])[] = [
  [
    /\b(?:cost|costs|spend|spending|spent|bill|billing|price|pricing|expensive|invoice|budget|charged|charges|credits used|paying)\b/,
    'cost',
  ],
  [/\b(?:drift|drifted|differ|differs|different|difference|diff|out of sync|compare|compared)\b/, 'diff'],
  [/\b(?:logs?|traces?|stack ?trace)\b/, 'logs'],
  [
    /\b(?:what|which|anything|something|who|when|whom?)\b.{0,60}\b(?:changed|changes|deployed|deleted|created|modified|restarted|approved|happened|released|updated|did i|did we|did you|touched|stopped|scaled|ran|broke|merged|changed)\b|\b(?:history|last (?:change|deploy|deployment|run|release|update|restart|modified)|recent changes|audit)\b/,
    'history',
  ],
  [
    /\b(?:cpu|memory|ram|utilization|utilisation|usage|latency|throughput|traffic|metrics?|iops|load|error rate|percentage|percent|per second|benchmarks?|p9\d|utili[sz]ed|utili[sz]ing|consumption|consuming|used|using the most|slow|slowest)\b/,
    'metrics',
  ],
  [
    /\b(?:status|healthy|health|up|down|ready|state|uptime|alive|reachable|available|ok|okay|working|done|finished|complete|completed|failing|failed|succeed|succeeded|passed|passing|stuck|broken|crashing|responding|green|red|go through|fine)\b/,
    'status',
  ],
]

/** A kind in the plural, at the beginning: "all running instances", "failed jobs since midnight". */
const PLURAL = /^(?:(?:all|every|any|my|our|the|open|failed|running|unused|idle|stopped|old|new|active|public|\w+ed|\w+ing) )*(?:\w+ )?(?!status\b|access\b|process\b|kubernetes\b|redis\b|aws\b|dns\b|address\b)\w+[^su]s\b/

/** What a question asks for, in the vocabulary's terms. */
export function operationOfQuestion(about: Extract<Mood, { kind: 'question' }>['about'], text: string): Operation {
  switch (about) {
    case 'how-to': return 'explain'
    case 'permission': return /^(?:who|what|which)\b/.test(text) ? 'list' : 'explain'
    case 'what-if': return /^how much\b/.test(text) || /\bcost of\b/.test(text) ? 'cost' : 'simulate'
    case 'why': return 'explain'
    case 'cost': return 'cost'
    case 'how-many': return 'list'
    case 'where': return 'get'
    case 'when': return /\b(?:expire|expires|expiring|next|will)\b/.test(text) ? 'get' : 'history'
    case 'who': return /\b(?:access|permission|permissions|can|allowed|admin|owner|owns|owners|role|roles|member|members)\b/.test(text) ? 'list' : /^who(?:'s| is| are)\b.*\b(?:logged|using|connected)\b/.test(text) ? 'list' : 'history'
    case 'how': return /^how (?:is|are|'s|was)|^how's|^hows/.test(text) && !/ (?:different|used|done|made|calculated|configured|stored|implemented|set up|defined|handled|measured|billed)\b/.test(text) ? 'status' : /^how (?:much|full|big|large|busy|loaded|fast)/.test(text) ? 'metrics' : /^how (?:long|often|old|far)/.test(text) ? 'get' : 'explain'
    case 'whether': {
      if (/^(?:are|is|were|do|have) (?:there|we|i|any|you)\b/.test(text) && !/\b(?:up|down|healthy|ready|running ok)\s*$/.test(text)) {
        const found = OF.find(([pattern]) => pattern.test(text))?.[1]
        return found === 'history' || found === 'diff' || found === 'cost' || found === 'logs' ? found : 'list'
      }
      const found = OF.find(([pattern]) => pattern.test(text))?.[1]
      return found === 'logs' && !/\blogs\b/.test(text) ? 'status' : found ?? (
        /^(?:has|have|did|was|were)\b/.test(text) ? 'history' : 'status'
      )
    }
    case 'what': case 'what-about': case 'fragment': default: {
      if (
        /^what (?:is|are|does|do|'s)? ?(?:a|an|the difference|the purpose|the point|the meaning|the role of|the advantage|the benefit)\b|^(?:what|which) .*\b(?:mean|means|stand for|difference between|used for|purpose|better)\b|^what does\b.*\bdo\b/.test(text)
      ) return 'explain'
      if (/^what (?:should|can|must|do|could) (?:i|we)\b|^what happens\b/.test(text)) return 'explain'
      const found = OF.find(([pattern]) => pattern.test(text))?.[1]
      if (
        about === 'fragment' && found !== 'cost' && found !== 'logs' && found !== 'history' && found !== 'metrics' && found !== 'diff'
        && PLURAL.test(text)
      ) return 'list'
      if (found === 'status' && /^(?:what|which) (?!is the|'s the|are the)/.test(text) && !/\bstatus\b|\bstate\b/.test(text)) return 'list'
      if (found !== undefined) return found
      if (
        /^(?:what(?:'s|s| is| are)?|which)\b.{0,30}\b(?:running|deployed|installed|open|there|exist|exists|live|exposed|using|used|attached|connected|unused|idle|owned|available)\b/.test(text)
      ) return 'list'
      return /^(?:what|which|what are|which of)\b(?: are| of)?(?: the| my| our| all)?(?: \w+)? \w+[^su]s\b/.test(text) && !/^what(?:'s| is)\b/.test(text) ? 'list' : 'get'
    }
  }
}
