// @ts-check
import { existsSync } from 'node:fs'
import path from 'node:path'
import { command } from './command.mjs'
import { digestOf, unlessSame } from './digest.mjs'
import { SetupFailure } from './failure.mjs'
import { step } from './progress.mjs'
import { bundles } from './programs.mjs'
import { memory, root } from './project.mjs'

const mend = 'Mend what is complained about above, then run this again.'

/** What goes into both: other packages, another build. */
const packages = ['package.json', 'package-lock.json']

/** The built extension for Chromium: the folder that a browser loads. */
export const extensionFolder = path.join(root, '.output/chrome-mv3')

/** Builds the extension where its sources changed since the last time. */
export async function ensureExtension() {
  if (!existsSync(path.join(root, 'wxt.config.ts'))) return
  const digest = digestOf(root, ['extension', 'shared', 'wxt.config.ts', 'tsconfig.json', ...packages])
  await unlessSame({ stamp: path.join(memory, 'extension'), digest, makes: path.join(extensionFolder, 'manifest.json') }, () =>
    step('building the extension', async () => {
      await wxt('build')
      return `extension built: ${path.relative(process.cwd(), extensionFolder)}`
    }))
}

/** Runs WXT, the extension's builder. @param {readonly string[]} args */
export async function wxt(...args) {
  const { ok, output } = await command(process.execPath, [path.join(root, 'node_modules/wxt/bin/wxt.mjs'), ...args], { cwd: root })
  if (!ok) throw new SetupFailure('The extension could not be built.', mend, output)
}

/** Bundles the embedded engine where its sources changed: one file starts in a fraction of the time that its many take. */
export async function ensureEngine() {
  const bundle = path.join(root, 'daemon/engine/bundle.ts')
  if (!existsSync(bundle)) return
  const digest = digestOf(root, ['daemon/engine', 'shared', ...packages])
  await unlessSame({ stamp: path.join(memory, 'engine'), digest, makes: path.join(root, 'daemon/engine/dist') }, () =>
    step('bundling the engine', async () => {
      const { ok, output } = await command(process.execPath, [bundle], { cwd: root })
      if (!ok) throw new SetupFailure('The embedded engine could not be bundled.', mend, output)
      return 'engine bundled'
    }))
}

/** Bundles the daemon, the sandbox's cloud and the `countersign` command where their sources changed, for the same reason. */
export async function ensurePrograms() {
  const bundle = path.join(root, 'daemon/bundle.ts')
  if (!existsSync(bundle)) return
  await unlessSame(bundles(), () =>
    step('bundling the daemon', async () => {
      const { ok, output } = await command(process.execPath, [bundle], { cwd: root })
      if (!ok) throw new SetupFailure('The daemon could not be bundled.', mend, output)
      return 'daemon bundled'
    }))
}
