import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

export type Sandbox = {
  /** The program's copy, which runs and changes may write to. */
  shop: string
  /** Pulumi's state, as a `file://` backend. */
  state: string
  /** The cloud's folder, for `startCloud`. */
  cloud: string
}

const origin = z.record(z.string(), z.string())
const repository = fileURLToPath(new URL('..', import.meta.url))

/**
 * Puts a copy of the shop's program under `home/sandbox`, so that a checkout stays as it is. Idempotent: a file that the person (or a
 * run, in a stack's configuration) changed is kept; one that only the checkout changed is brought up to date. `home` has to exist.
 */
export function prepareSandbox(home: string, source = fileURLToPath(new URL('./shop', import.meta.url))): Sandbox {
  const sandbox = { shop: join(home, 'sandbox', 'shop'), state: join(home, 'sandbox', 'state'), cloud: join(home, 'sandbox', 'cloud') }
  for (const folder of Object.values(sandbox)) mkdirSync(folder, { recursive: true, mode: 0o700 })
  // What each file was when it was put there; beside the copy, so that the program's digest doesn't hold it.
  const record = join(home, 'sandbox', 'shop.origin.json')
  const before = existsSync(record) ? origin.parse(JSON.parse(readFileSync(record, 'utf8'))) : {}
  const after: Record<string, string> = {}
  for (const name of readdirSync(source).filter(one => /\.(ts|json|yaml)$/.test(one) && !one.endsWith('.test.ts'))) {
    const [from, to] = [join(source, name), join(sandbox.shop, name)]
    const fresh = readFileSync(from)
    const put = digest(fresh)
    const here = existsSync(to) ? digest(readFileSync(to)) : undefined
    const untouched = here === undefined ? before[name] === undefined : here === before[name]
    if (untouched && here !== put) write(to, fresh)
    after[name] = untouched || before[name] === undefined ? put : before[name]
  }
  write(record, Buffer.from(JSON.stringify(after, null, 1)))
  link(join(sandbox.shop, 'node_modules'), join(repository, 'node_modules'))
  return sandbox
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

function write(file: string, bytes: Buffer) {
  if (existsSync(file) && readFileSync(file).equals(bytes)) return
  const fresh = `${file}.next`
  writeFileSync(fresh, bytes, { mode: 0o600 })
  renameSync(fresh, file)
}

/** The program finds its SDK in the repository; the link is made anew where the checkout has moved. */
function link(from: string, to: string) {
  const there = lstatSync(from, { throwIfNoEntry: false })
  if (there?.isSymbolicLink()) rmSync(from)
  else if (there) return // the person installed modules of their own
  mkdirSync(dirname(from), { recursive: true })
  symlinkSync(to, from, 'dir')
}
