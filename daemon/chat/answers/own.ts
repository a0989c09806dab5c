import type { Part } from '../../../shared/wire.ts'
import { Calls } from '../agent/calls.ts'
import type { Needs } from '../needs.ts'
import { ago, code, paragraph, plural, said, source, span, suggestions, table } from './parts.ts'

/** Questions about the assistant itself: what it remembers, what it was told to forget, what it sent away. undefined: none of those. */
export function ownAffairs(text: string, needs: Needs): Part[] | undefined {
  const words = text.toLowerCase()
  const now = needs.now?.() ?? new Date()
  if (
    /\bwhat (?:did|do|have|has) you (?:send|sent|share|shared|upload)|\bwhat (?:leaves|left) (?:the|my|this) (?:machine|computer)/.test(words)
  ) return sent(needs, now)
  const memory = needs.memory
  if (!memory) return undefined
  const forget = /^(?:please )?forget (?:memory |number |#)?(\d{1,9})\.?$/.exec(words.trim())
  if (forget) return [
    paragraph(
      memory.forget(Number(forget[1])) ? `I forgot memory ${forget[1] ?? ''}. The record of what was done stays as it is.` : `There is no memory ${forget[1] ?? ''}; nothing was forgotten.`
    ),
  ]
  if (/^(?:please )?forget (?:everything|all)(?: (?:that )?you (?:know|remember|learned|learnt))?\.?$/.test(words.trim())) return [
    paragraph(`I forgot ${plural(memory.forgetAll() + (needs.names?.forgetAll() ?? 0) + (needs.sightings?.forgetAll() ?? 0), 'memory', 'memories')}. The record of what was done stays as it is.`),
  ]
  const correct = /^correct (?:memory |number |#)?(\d{1,9})[:,]? (.{1,2000})$/is.exec(text.trim())
  if (correct) return [
    paragraph(
      memory.correct(
        { id: Number(correct[1]) }, correct[2] ?? ''
      ) ? `Memory ${correct[1] ?? ''} is corrected.` : `There is no memory ${correct[1] ?? ''}; nothing was changed.`
    ),
  ]
  if (
    !/\bwhat (?:do|did|have) you (?:remember|learn|learned|learnt|know about me)|^(?:list|show)(?: me)? (?:your |the )?memor(?:y|ies)/.test(words)
  ) return undefined
  const about = /\b(?:about|of) (.{2,100}?)\??$/.exec(words)?.[1]
  const called = about === undefined || about === 'me' ? needs.names?.list() ?? [] : []
  const found = about === undefined || about === 'me' ? memory.list(20) : memory.search(about, 20)
  if (found.length + called.length === 0) return [paragraph('Nothing yet: I remember each change that was asked for here, and how it ended.')]
  return [
    ...(called.length === 0 ? [] : [
      table(['You say', 'It means', 'Because'], called.map((each) => [said(each.said, 80), said(each.meant, 120), said(each.how, 160)])),
    ]),
    ...(found.length === 0 ? [] : [table(['#', 'When', 'You said', 'It was', 'How it ended'], found.map((each) => [
      String(each.id), ago(each.at, now), said(each.words, 160), said(
        each.correction === undefined ? each.reading : `${each.reading} (then you said: ${each.correction})`, 200
      ),
      each.run === undefined ? 'never run' : {
        spans: [
          span(each.run, { to: each.run }),
          span(` ${each.state ?? ''}${each.seconds === undefined ? '' : `, ${Math.round(each.seconds)} s`}`),
        ],
        tone: each.state === 'succeeded' ? 'safe' as const : 'caution' as const,
      },
    ]))]),
    suggestions([`forget ${found[0]?.id ?? 1}`, 'forget one of them'], ['forget everything', 'forget all of them']),
    source('Read from the memory in the store · no change made'),
  ]
}

function sent(needs: Needs, now: Date): Part[] {
  const calls = new Calls(needs.database).newest(10)
  if (calls.length === 0) return [paragraph('Nothing: no model was asked anything.')]
  return calls.flatMap((call) => [
    paragraph(
      `To ${said(call.model)}, ${ago(call.at, now)} (${call.inputTokens + call.cachedTokens} tokens in, ${call.outputTokens} out):`
    ),
    {
      kind: 'list' as const,
      items: call.sent.slice(-12).map(
        ({ what, characters, begins }) => [span(`${what}, ${plural(characters, 'character')}: `), code(said(begins, 160))]
      ),
    },
  ])
}
