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
/** What this process used so far: on a busy machine it says more than the clock. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10

/** What four fsyncs of a page cost on this disk just now: a commit in journal mode PERSIST has as many. */
const probe = path.join(folder, 'fsync-probe')
const page = Buffer.alloc(4096)
function fourSyncs(): void {
  const descriptor = fs.openSync(probe, 'w')
  for (let n = 0; n < 4; n += 1) {
    fs.writeSync(descriptor, page, 0, page.length, n * page.length)
    fs.fdatasyncSync(descriptor)
  }
  fs.closeSync(descriptor)
}

/** The median and the 95th percentile of how long `work` takes, in milliseconds. */
function measured(work: (sample: number) => void, before: () => void = () => undefined): { p50: number; p95: number } {
  const times = Array.from({ length: SAMPLES }, (_, sample) => {
    before()
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
const fillingCpu = cpuSeconds()
for (let n = store.audit.size; n < entries; ) {
  store.database.transaction(() => {
    for (const end = Math.min(entries, n + GROUP); n < end; n += 1) store.audit.append(entry(n))
  })
}
const filled = performance.now() - filling
const filledCpu = cpuSeconds() - fillingCpu

const scattered = (sample: number) => (sample * 7919 * 104729) % entries
// In turns, so that both meet the same disk: the ratio says what is ours.
const syncTimes: number[] = []
const append = measured((sample) => store.audit.append(entry(sample)), () => {
  const start = performance.now()
  fourSyncs()
  syncTimes.push(performance.now() - start)
})
const syncs = milliseconds(syncTimes.toSorted((one, other) => one - other)[SAMPLES / 2] as number)
fs.rmSync(probe)
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
const verifyingCpu = cpuSeconds()
const verdict = await verify(store.path)
const verified = performance.now() - verifying
const verifiedCpu = cpuSeconds() - verifyingCpu

console.log(
  JSON.stringify({
    bench: 'store',
    entries: verdict.size,
    ok: verdict.ok,
    fileMB: megabytes(fs.statSync(store.path).size),
    fillSeconds: milliseconds(filled / 1000),
    fillCpuSeconds: milliseconds(filledCpu),
    appendMs: append,
    fourSyncsMs: syncs,
    appendToSyncs: milliseconds(append.p50 / syncs),
    inclusionProofMs: inclusion,
    consistencyProofMs: consistency,
    readMs: read,
    byPlanMs: byPlan,
    checkpointMs: checkpoint,
    openMs: milliseconds(opened),
    verifySeconds: milliseconds(verified / 1000),
    verifyCpuSeconds: milliseconds(verifiedCpu),
    rssMB: megabytes(memory),
    rssAfterVerifyMB: megabytes(process.memoryUsage.rss()),
  }),
)
if (given === undefined) fs.rmSync(folder, { recursive: true, force: true })
