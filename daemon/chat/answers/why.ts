import type { Part } from '../../../shared/wire.ts'
import { shortId } from '../landscape.ts'
import type { Needs } from '../needs.ts'
import { planDocument } from '../plan-document.ts'
import { ranked } from '../planner/find.ts'
import { setsKey } from '../setting-runs.ts'
import type { Question } from './index.ts'
import { ago, paragraph, said, source, span, strong, suggestions } from './parts.ts'

const ASKS = /\b(?:why|who|when|how come)\b.*\b(?:change|changed|set|scale|scaled|turned|switched|raised|lowered|bumped)\b/
const ASKING = /\b(?:why|who|when|how come|did|was|were|has|have|had|been|you|we|they|i|it|somebody|someone|anybody|anyone|changed?|scaled?|turned|switched|raised|lowered|bumped|last|ever)\b/g
const STANDS = /\bwhy (?:is|are)\b.*\b(?:\d+|on|off|true|false)[?.!\s]*$/
/** What such a question is about when it isn't about one setting. */
const WHOLE = /\b(?:fail\w*|last (?:change|run|deploy\w*)|error|broke\w*|rolled? back)\b/

/** "Why did you change replicas?", "who set the banner?": the last run that set it, in whose words it was asked, and who approved it. */
export function whySet(
  words: string, { landscape, text, last }: Pick<Question, 'landscape' | 'text' | 'last'>, needs: Needs, now: Date,
): Part[] | undefined {
  if (!(ASKS.test(words) || STANDS.test(words)) || WHOLE.test(words)) return undefined
  const places = [...landscape.places].sort((a, b) => Number(b.target.id === last) - Number(a.target.id === last))
  const order = { operation: 'explain' as const, words: words.replace(ASKING, ' '), text }
  const named = places.flatMap((place) => {
    const best = ranked(order, place, undefined)[0]
    return best && best.points > 0 ? [{ place, key: best.setting.key }] : []
  })
  const [first] = named
  if (!first) return undefined
  const runs = needs.plans.runs(500)
  const found = named.flatMap(({ place, key }) => {
    const run = runs.find((each) => each.target === place.target.id && setsKey(each, key, needs))
    return run ? [{ run, key }] : []
  }).sort((a, b) => b.run.startedAt.localeCompare(a.run.startedAt))
  const end = source('Read from the record of runs and the approved plan · no change made')
  const [newest] = found
  if (!newest) return [paragraph(`No run on record set ${first.key} in ${named.map(({ place }) => shortId(place.target.id)).join(', ')}: it is as its program or somebody past me set it.`), end]
  const { run, key } = newest
  const asked = planDocument(run.plan, needs)?.asked
  return [
    paragraph(
      strong(key), ' was set last by ', span(run.id, { to: run.id }), `, ${ago(run.startedAt, now)}: ${said(run.title, 200)}${run.title.includes(shortId(run.target)) ? '' : ` in ${shortId(run.target)}`}. `,
      asked ? `${said(asked.person, 80)} asked for it in these words: “${said(asked.words, 500)}”. ` : '', `${said(run.person, 80)} approved it.`,
    ),
    ...(run.canUndo ? [suggestions([`undo ${run.id}`, 'take back what it did'])] : []),
    end,
  ]
}
