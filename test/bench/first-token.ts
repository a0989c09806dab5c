import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { startMockModel } from '../../daemon/chat/agent/tiny-provider.ts'
import { createChat } from '../../daemon/chat/index.ts'
import { createEvents } from '../../daemon/events.ts'
import { createPlans } from '../../daemon/plans/index.ts'
import { openStore } from '../../daemon/store/index.ts'
import { quantile, report, timed } from './measure.ts'

const rounds = 40
const ada = { person: 'Ada', device: 'device-ada', deviceName: 'Ada’s laptop', via: 'sidebar' } as const

/** Milliseconds from the provider's first piece of text to the event by which every client sees it: the real SDK, store and events. */
export async function benchFirstToken(say: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-first-token-'))
  const store = await openStore(folder)
  const provider = await startMockModel(() => ({ text: 'Blue light is scattered more than red light. '.repeat(40) }))
  try {
    const events = createEvents(store.database)
    const plans = createPlans({
      database: store.database, audit: store.audit, simulators: [], events, devices: { find: () => undefined },
      terminal: { approvalCode: () => 'shown', pairingCode: () => 'shown', say: () => undefined },
    })
    const model = { key: 'test-key', name: 'mock', address: provider.address }
    const chat = createChat({ database: store.database, audit: store.audit, plans, simulators: [], events, model })
    const samples: number[] = []
    let waiting = false
    events.subscribe(events.cursor, (_, event) => {
      if (!waiting || event.type !== 'turn' || event.turn.state !== 'working' || event.turn.parts.length === 0) return
      waiting = false
      samples.push(performance.now() - provider.firstTextAt())
    })
    for (let round = 0; round <= rounds; round += 1) {
      waiting = true
      await chat.ask({ message: crypto.randomUUID(), text: 'why is the sky blue?' }, ada)
    }
    await plans.close()
    const nodeStarts = []
    for (let round = 0; round < 3; round += 1) nodeStarts.push(await timed(async () => spawnSync(process.execPath, ['-e', '0'])))
    // The first loads the SDK's stream; a daemon does that once.
    report([{ what: 'first streamed token after the provider’s', unit: 'ms', bound: 30, at: 'p95', samples: samples.slice(1) }], quantile(nodeStarts, 0.5), say)
  } finally {
    await provider.close()
    store.close()
    rmSync(folder, { recursive: true })
  }
}
