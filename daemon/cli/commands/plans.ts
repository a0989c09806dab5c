import { chip } from '../../../shared/chip.ts'
import { visible } from '../../../shared/visible.ts'
import type { Command } from '../command.ts'
import { connectTo } from '../connection.ts'
import { loadPlan } from '../plan-document.ts'
import { planText } from '../plan-text.ts'

export const plans: Command = {
  usage: 'plans',
  about: 'list the plans, newest first',
  words: [0, 0],
  async run({ home }) {
    const { client } = await connectTo(home)
    const { plans: list } = await client.post('/v1/plans', {})
    const text = list.map(({ id, state, title, digest, risk, createdAt }) => `${id}  ${state}  ${visible(title)}  ${risk}  ${chip(digest)}  ${createdAt}`)
    return { value: { plans: list }, text: text.join('\n') || 'There are no plans yet.' }
  },
}

export const plan: Command = {
  usage: 'plan ID [--bytes]',
  about: 'show a plan; --bytes writes exactly what is approved: its SHA-256 is the digest',
  options: { bytes: { type: 'boolean' } },
  words: [1, 1],
  async run({ home, words: [id = ''], options }) {
    const { client } = await connectTo(home)
    const loaded = await loadPlan(client, id)
    // a person who looks at them gets them readable; who takes their digest, byte by byte
    if (options.bytes && process.stdout.isTTY) return { value: { id }, text: new TextDecoder().decode(loaded.bytes) }
    if (options.bytes) {
      process.stdout.write(loaded.bytes)
      return true
    }
    const { digest, state } = loaded.summary
    return { value: { id, digest, state, plan: loaded.document }, text: planText(loaded) }
  },
}
