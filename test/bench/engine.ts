import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { bundleEngine } from '../../daemon/engine/bundle.ts'
import { WarmHosts } from '../../daemon/engine/hosts.ts'
import { peakMemory, processorSeconds } from './family.ts'
import { quantile } from './measure.ts'

/** A `pulumi` command and what is around it. */
interface Contender { readonly name: string, readonly file: string, readonly environment: Readonly<Record<string, string>> }
/** One thing that is done with a stack, and how often: the larger, the less often. */
interface Task {
  readonly what: string
  readonly resources: number
  readonly rounds: number
  /** Whether each round begins with a new stack. */
  readonly fresh: boolean
  readonly words: readonly string[]
}

const root = join(import.meta.dirname, '..', '..')
const program = join(root, 'test', 'engine', 'programs', 'resources')
const up = ['up', '--yes', '--skip-preview']
const usual: readonly Task[] = [
  { what: 'preview, nothing changed', resources: 3, rounds: 7, fresh: false, words: ['preview'] },
  { what: 'up, nothing changed', resources: 3, rounds: 5, fresh: false, words: up },
  { what: 'up, all of it new', resources: 3, rounds: 5, fresh: true, words: up },
  { what: 'preview, nothing changed', resources: 100, rounds: 3, fresh: false, words: ['preview'] },
  { what: 'up, nothing changed', resources: 100, rounds: 3, fresh: false, words: up },
]
const large: readonly Task[] = [
  { what: 'preview, nothing changed', resources: 1000, rounds: 1, fresh: false, words: ['preview'] },
  { what: 'up, all of it new', resources: 1000, rounds: 1, fresh: true, words: up },
]

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/**
 * Prints what the engines take for the same program: the embedded one alone, with warm hosts as the daemon keeps them, and the official one
 * where there is one (the folder that COUNTERSIGN_OFFICIAL_PULUMI names, else the PATH). The order changes from round to round.
 */
export async function benchEngine({ thousand = false } = {}): Promise<void> {
  await bundleEngine()
  const home = mkdtempSync(join(tmpdir(), 'engine-bench-'))
  const hosts = await WarmHosts.open()
  try {
    const contenders = contendersWith(hosts.address)
    say(`engines: ${contenders.map(({ name, file }) => `${name} (${file})`).join(', ')}`)
    const rows: string[] = []
    for (const task of [...usual, ...thousand ? large : []]) rows.push(await compare(task, contenders, home))
    say(['| what | resources | engine | median s | of official | processor s | peak MB |', '|---|---:|---|---:|---:|---:|---:|', ...rows].join('\n'))
  } finally {
    hosts.close()
    rmSync(home, { recursive: true, force: true })
  }
}

function contendersWith(keeper: string): Contender[] {
  const embedded = join(root, 'daemon', 'engine', 'bin', 'pulumi')
  const folders = [process.env.COUNTERSIGN_OFFICIAL_PULUMI ?? '', ...(process.env.PATH ?? '').split(delimiter)].filter(folder => folder !== '')
  const official = folders.map(folder => join(folder, 'pulumi')).find(file => existsSync(file) && file !== embedded)
  return [
    { name: 'embedded', file: embedded, environment: {} },
    { name: 'embedded, warm', file: embedded, environment: { COUNTERSIGN_HOSTS: keeper } },
    ...(official ? [{ name: 'official', file: official, environment: { PATH: [dirname(official), dirname(process.execPath), process.env.PATH].join(delimiter) } }] : []),
  ]
}

interface Sample { readonly seconds: number, readonly processor: number, readonly memory: number }

async function compare(task: Task, contenders: readonly Contender[], home: string): Promise<string> {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]))
  const benches = new Map(contenders.map(one => [one, prepare(one, task, home)] as const))
  for (const [, bench] of benches) {
    await bench.settle()
    // Once without counting: caches of compiled code fill, types are checked, hosts get to know what they are for.
    await bench.run()
  }
  for (let round = 0; round < task.rounds; round += 1) {
    const order = [...benches]
    const turn = [...order.slice(round % order.length), ...order.slice(0, round % order.length)]
    for (const [{ name }, bench] of round % 2 === 0 ? turn : turn.toReversed()) {
      if (task.fresh) await bench.settle()
      samples.get(name)?.push(await bench.run())
    }
  }
  for (const [, bench] of benches) bench.clear()
  const median = (name: string, of: (one: Sample) => number): number => quantile((samples.get(name) ?? []).map(of), 0.5)
  const official = median('official', one => one.seconds)
  return contenders.map(({ name }) => {
    const seconds = median(name, one => one.seconds)
    const spread = (samples.get(name) ?? []).map(one => one.seconds).sort((one, other) => one - other)
    const ratio = Number.isNaN(official) || name === 'official' ? '' : (seconds / official).toFixed(2)
    const range = `${spread[0]?.toFixed(2)} to ${spread.at(-1)?.toFixed(2)}`
    const row = `| ${task.what} | ${task.resources} | ${name} | ${seconds.toFixed(2)} (${range}) | ${ratio} | ${
      median(name, one => one.processor).toFixed(2)} | ${median(name, one => one.memory).toFixed(0)} |`
    say(row)
    return row
  }).join('\n')
}

/** A stack of its own for one engine: `settle` brings it to where the task begins. */
function prepare({ file, environment }: Contender, task: Task, home: string) {
  const place = mkdtempSync(join(home, 'contender-'))
  const folder = join(place, 'program')
  cpSync(program, folder, { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  const around = {
    ...process.env, ...environment, COUNTERSIGN_NODE: process.execPath, PULUMI_HOME: join(place, 'home'), PULUMI_BACKEND_URL: `file://${place}`,
    PULUMI_CONFIG_PASSPHRASE: 'bench', PULUMI_SKIP_UPDATE_CHECK: 'true', PULUMI_DEBUG_COMMANDS: 'true',
  }
  const command = (...words: readonly string[]) => new Promise<Sample>((resolve, reject) => {
    const [began, before] = [performance.now(), processorSeconds()]
    const child = spawn(file, [...words, '--non-interactive'], { cwd: folder, env: around, stdio: 'ignore' })
    const memory = peakMemory(process.pid)
    child.once('error', reject)
    child.once('exit', (code) => {
      const peak = memory.stop()
      if (code !== 0) return reject(new Error(`${file} ${words.join(' ')} ended with ${code}`))
      resolve({ seconds: (performance.now() - began) / 1000, processor: processorSeconds() - before, memory: peak })
    })
  })
  let exists = false
  return {
    async settle() {
      if (exists) await command('stack', 'rm', '--yes', '--force', 'bench')
      exists = true
      await command('stack', 'init', 'bench')
      await command('config', 'set', '--stack', 'bench', 'count', String(task.resources))
      if (!task.fresh) await command(...up, '--stack', 'bench')
    },
    run: () => command(...task.words, '--stack', 'bench'),
    clear: () => rmSync(place, { recursive: true, force: true }),
  }
}
