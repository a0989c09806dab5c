import { z } from 'zod'
import type { Client } from '../../../shared/client.ts'
import { CountersignError } from '../../../shared/errors.ts'
import type { RequestOf } from '../../../shared/wire.ts'
import type { Command } from '../command.ts'
import { connectTo } from '../connection.ts'
import { jsonLine } from '../printed.ts'

const Message = z.object({ id: z.string().max(200).optional(), text: z.string().max(10_000) })
type Messages = RequestOf<'/v1/classify'>['messages']

/** Messages asked for at a time: far below what a request may hold. */
const batch = 200

/** JSON lines in, JSON lines out, in order: how each message would be read. Nothing is planned or kept. */
export const classify: Command = {
  usage: 'classify',
  about: 'read JSON lines {id?, text} and print how each message is read',
  words: [0, 0],
  async run({ home, input, print }) {
    const { client } = await connectTo(home)
    let messages: Messages = []
    let number = 0
    for await (const line of input.all()) {
      number += 1
      if (line.trim() === '') continue
      messages.push(read(line, number))
      if (messages.length < batch) continue
      await tellReadings(client, messages, print)
      messages = []
    }
    if (messages.length > 0) await tellReadings(client, messages, print)
    return true
  },
}

function read(line: string, number: number): Messages[number] {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    value = undefined // falls through to the one refusal for whatever is no message
  }
  const message = Message.safeParse(value)
  if (message.success) return message.data
  throw new CountersignError('classify-line', `Line ${number} is no JSON object with a text of up to 10,000 characters; the lines after it were not read.`, 'Mend the line.')
}

async function tellReadings(client: Client, messages: Messages, print: (line: string) => void): Promise<void> {
  const { readings } = await client.post('/v1/classify', { messages })
  for (const { id, category, effect, operation, service, target, parameters, confidence, requiresApproval } of readings) {
    print(jsonLine({ id, category, effect, operation, service, target, parameters, confidence, requiresApproval }))
  }
}
