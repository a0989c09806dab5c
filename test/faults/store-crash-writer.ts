import fs from 'node:fs'
import { seeded } from '../../daemon/engine/embedded/testing/seeded.ts'
import { openStore } from '../../daemon/store/index.ts'

// Writes to the store until it is killed: each line of its output is a number of entries that a transaction has returned with.
const [folder = '', seed = '1'] = process.argv.slice(2)
const random = seeded(Number(seed))
const { database, audit } = await openStore(folder)
fs.writeSync(1, `${audit.size}\n`)
for (;;) {
  database.transaction(() => {
    for (let count = 1 + Math.floor(random() * 3); count > 0; count -= 1) {
      const text = 'x'.repeat(random() < 0.08 ? 9000 : Math.floor(random() * 400))
      audit.append({ kind: 'step.intent', actor: { person: 'Ada', device: 'd1', via: 'sidebar' }, fields: { text } })
    }
  })
  fs.writeSync(1, `${audit.size}\n`)
}
