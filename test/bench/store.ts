import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { openStore } from '../../daemon/store/index.ts'
import { verify } from '../../daemon/store/verify.ts'

/**
 * Fills a store with entries and prints as one line of JSON what appending, proving, opening and verifying take then.
 * `node test/bench/store.ts [entries] [folder]`: the folder, where the store stays, decides which disk is measured.
 */
const [count = '1000000', given] = process.argv.slice(2)
const entries = Number(count)
const folder = given ?? fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-bench-'))

/** Entries per transaction while the store is filled; the daemon's own transactions have one to ten. */
const GROUP = 1000
const SAMPLES = 200

const milliseconds = (value: number): number => Math.round(value * 1000) / 1000
const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10

/** The median and the 95th percentile of how long `work` takes, in milliseconds. */
function measured(work: (sample: number) => void): { p50: number; p95: number } {
  const times = Array.from({ length: SAMPLES }, (_, sample) => {
    const start = performance.now()
    work(sample)
    return performance.now() - start
  }).toSorted((one, other) => one - other)
  return { p50: milliseconds(times[SAMPLES / 2] as number), p95: milliseconds(times[SAMPLES * 0.95] as number) }
}

function entry(n: number) {
  return {
    kind: n % 2 === 0 ? 'step.intent' : 'step.outcome',
    actor: { person: 'Ada Lovelace', device: 'AbCdEfGhIjKlMnOpQrStUv', via: 'sidebar' },
    plan: `plan-${Math.floor(n / 20)}`,
    run: `run-${Math.floor(n / 20)}`,
    digest: 'ab'.repeat(32),
    fields: { step: n % 10, operation: 'update', target: 'pulumi:shop/dev', urn: `urn:pulumi:dev::shop::sandbox:Site::site-${n % 97}` },
  }
}

const store = await openStore(folder)
const filling = performance.now()
for (let n = store.audit.size; n < entries; ) {
  store.database.transaction(() => {
    for (const end = Math.min(entries, n + GROUP); n < end; n += 1) store.audit.append(entry(n))
  })
}
const filled = performance.now() - filling

const scattered = (sample: number) => (sample * 7919 * 104729) % entries
const append = measured((sample) => store.audit.append(entry(sample)))
const inclusion = measured((sample) => store.audit.inclusionProof(scattered(sample)))
const consistency = measured((sample) => store.audit.consistencyProof(1 + scattered(sample)))
const read = measured((sample) => store.audit.entry(scattered(sample)))
const byPlan = measured((sample) => store.audit.entries({ plan: `plan-${Math.floor(scattered(sample) / 20)}` }))
const checkpoint = measured(() => store.audit.checkpoint())
const memory = process.memoryUsage.rss()
store.close()

const opening = performance.now()
const again = await openStore(folder)
const opened = performance.now() - opening
again.close()

const verifying = performance.now()
const verdict = await verify(store.path)
const verified = performance.now() - verifying

console.log(
  JSON.stringify({
    bench: 'store',
    entries: verdict.size,
    ok: verdict.ok,
    fileMB: megabytes(fs.statSync(store.path).size),
    fillSeconds: milliseconds(filled / 1000),
    appendMs: append,
    inclusionProofMs: inclusion,
    consistencyProofMs: consistency,
    readMs: read,
    byPlanMs: byPlan,
    checkpointMs: checkpoint,
    openMs: milliseconds(opened),
    verifySeconds: milliseconds(verified / 1000),
    rssMB: megabytes(memory),
    rssAfterVerifyMB: megabytes(process.memoryUsage.rss()),
  }),
)
if (given === undefined) fs.rmSync(folder, { recursive: true, force: true })
