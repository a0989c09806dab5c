import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { tokenFile } from './cloud/token.ts'

export type SpawnedCloud = {
  url: string
  tokenFile: string
  /** Why the cloud is gone, once it is; the daemon says so and goes on without it. */
  ended: Promise<string>
  close(): Promise<void>
}

/** What the daemon was told to import first (it makes a start quick) goes for the cloud as well; other flags of Node's are its own. */
const preloaded = (): string[] => process.execArgv.filter((flag, at, all) => flag === '--import' || all[at - 1] === '--import')

/** Milliseconds for the cloud to say that it is ready, and to end when it was asked to. */
const patience = 15_000

/**
 * Starts the sandbox cloud in a process of its own, as a real cloud would be: it fails by itself, and costs the daemon nothing.
 * It ends with the daemon, because a console that looks alive with nobody behind it would mislead.
 *
 * @throws Error with the cloud's own sentence where it could not start (its port is taken)
 */
export async function spawnCloud({ port, folder }: { port: number, folder: string }): Promise<SpawnedCloud> {
  const main = fileURLToPath(new URL('./cloud/main.ts', import.meta.url))
  const flags = ['--folder', folder, '--port', String(port), '--with-parent']
  const child = spawn(process.execPath, [...preloaded(), '--disable-warning=ExperimentalWarning', main, ...flags], {
    // In a group of its own: a Ctrl-C at the daemon's terminal is for the daemon, whose run in flight still needs its answer.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
  })
  let printed = ''
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => { complaint = (complaint + text).slice(-2000) })
  const ended = new Promise<string>(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('exit', (code, signal) => resolve(complaint.trim() || `The sandbox ended (${signal ?? code}).`))
  })
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => { child.kill('SIGKILL'); reject(new Error('The sandbox did not start in time.')) }, patience)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-4000)
      const ready = /sandbox ready on (http:\/\/127\.0\.0\.1:\d+)/.exec(printed)?.[1]
      if (ready) { clearTimeout(late); resolve(ready) }
    })
    void ended.then(reason => { clearTimeout(late); reject(new Error(reason)) })
  })
  return {
    url, tokenFile: tokenFile(folder), ended,
    async close() {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), patience)
      await ended
      clearTimeout(late)
    },
  }
}
