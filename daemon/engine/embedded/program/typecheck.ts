import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** More files than any program has by hand; past it nothing is remembered, and types are checked each time. */
const MOST_FILES = 2000
const SKIPPED = new Set(['node_modules', '.git', '.countersign', 'bin', 'dist'])

/**
 * Whether a program's types were checked already: the SDK's runner checks them at every start, which takes longer than most
 * programs run. A program that ran once with its types checked needn't be checked again until something in it changes.
 */
export class TypeCheck {
  readonly #marker: string | undefined

  constructor(home: string, root: string, sdkVersion: string) {
    const digest = digestOf(root)
    this.#marker = digest && join(home, 'checked-programs',
      createHash('sha256').update(`${sdkVersion} ${process.version} ${digest}`).digest('hex'))
  }

  get isDone(): boolean {
    return this.#marker !== undefined && existsSync(this.#marker)
  }

  /** Remembers that this program ran with its types checked. */
  remember(): void {
    if (!this.#marker || this.isDone) return
    mkdirSync(join(this.#marker, '..'), { recursive: true })
    writeFileSync(this.#marker, '')
  }
}

/** Everything that can change a program's types, by name and content; undefined where that is too much to look at. */
function digestOf(root: string): string | undefined {
  const hash = createHash('sha256')
  let files = 0
  const folders = [root]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1))) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name)) folders.push(path)
      } else if (/\.(?:[cm]?tsx?|json)$/.test(entry.name)) {
        if (++files > MOST_FILES) return undefined
        hash.update(`${relative(root, path)}\0`).update(readFileSync(path)).update('\0')
      }
    }
  }
  return hash.digest('hex')
}
