import { excerpt } from '../../shared/excerpt.ts'
import type { Message } from '../contracts.ts'
import { converse } from './agent/index.ts'
import type { Classification } from './classify/index.ts'
import type { Attention, ModelSettings, Needs } from './needs.ts'
import { allowanceOf } from './planner/allowance.ts'
import type { Circumstances } from './planner/index.ts'
import { usual } from './preferences.ts'
import { propose, undo } from './proposing.ts'
import type { Heard, Reply } from './reply.ts'

/** Conversation, and explanations that the facts alone don't give. Everything else is answered faster and surer without a model. */
export function wantsModel({ category, operation }: Classification, { text, subject }: Message): boolean {
  if (category === 'general') return true
  return operation === 'explain' && subject === undefined && !/\b(?:fail|failed|failing|failure)\b/i.test(text)
}

/** A turn of conversation with the model. What it proposes is held against the person's own words before it becomes a plan. */
export async function talk(
  text: string, circumstances: Circumstances, heard: Heard, model: ModelSettings, needs: Needs, attention: Attention
): Promise<Reply> {
  const { subject } = heard.message
  const said = await converse({
    turn: heard.turn, text, role: (heard.preferences ?? usual).role, earlier: heard.earlier,
    landscape: circumstances.landscape, allowance: allowanceOf(text, circumstances),
    ...(
      subject
      && {
        subject: [subject.provider, subject.account, subject.region, subject.service, subject.kind, subject.id].filter(Boolean).join(' / '),
      }
    ),
  }, model, needs, attention)
  switch (said.kind) {
    case 'answer': return { parts: said.parts }
    case 'undo': {
      const undone = await undo(said.run, heard, needs, attention)
      return { ...undone, parts: [...said.parts, ...undone.parts] }
    }
    case 'plan': {
      const planned = await propose(excerpt(said.reading, 200), said.reading, said.steps, heard, needs, attention)
      const settings = said.steps.flatMap(
        (step) => step.operation === 'set-config' ? [{ key: step.parameters.key, value: step.parameters.value }] : []
      )
      return { ...planned, parts: [...said.parts, ...planned.parts], understood: { target: said.steps[0]?.target ?? '', settings } }
    }
  }
}
