import { connect } from 'node:net'
import { type KeeperLine, keeperLine, readLines, type TakeRequest } from './handover.ts'
import { hold, release, signalGroup } from './leash.ts'
import type { RunnerEnd, RunnerProcess, RunnerTask } from './runner.ts'

/** A keeper that doesn't answer in this time is busy with something else; a process of our own is up sooner. */
const PATIENCE_MS = 1000

/** Takes a warm host for a runner, if the keeper at this socket has one that fits; undefined where it hasn't, or isn't there. */
export function takeHost(keeper: string, task: RunnerTask): Promise<RunnerProcess | undefined> {
  return new Promise((resolve) => {
    const socket = connect(keeper)
    const ended = Promise.withResolvers<RunnerEnd>()
    let group: number | undefined
    const giveUp = (): void => {
      socket.destroy()
      resolve(undefined)
    }
    const timer = setTimeout(giveUp, PATIENCE_MS)
    const hear = (line: KeeperLine): void => {
      if ('host' in line) {
        clearTimeout(timer)
        // The connection stays: when it closes, the keeper knows that this run is over, and has another host ready for the next.
        if (line.host === null) {
          socket.unref()
          return resolve(undefined)
        }
        group = line.host
        hold(group)
        resolve({ ended: ended.promise, kill: (signal) => void socket.write(`${JSON.stringify({ kill: signal })}\n`) })
      } else if ('stdout' in line) task.print('stdout', line.stdout)
      else if ('stderr' in line) task.print('stderr', line.stderr)
      else {
        if (group !== undefined) release(group)
        group = undefined
        socket.unref()
        ended.resolve(line)
      }
    }
    readLines(socket, (text) => hear(keeperLine.parse(JSON.parse(text))))
    socket.once('error', () => undefined) // a close follows
    socket.once('close', () => {
      clearTimeout(timer)
      resolve(undefined)
      // The keeper is gone: nobody would end the host any more, or hear of its end.
      if (group !== undefined) signalGroup(group, 'SIGKILL')
      ended.resolve({ code: null, signal: 'SIGKILL' })
    })
    socket.write(`${JSON.stringify(requestOf(task))}\n`)
  })
}

function requestOf({ role, runner, nodeArguments, arguments: words, folder, environment }: RunnerTask): TakeRequest {
  const given = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return {
    role, runner, node: process.execPath, nodeArguments: [...nodeArguments], arguments: [...words], folder,
    environment: Object.fromEntries(given),
  }
}
