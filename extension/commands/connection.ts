import { browser } from '../browser.ts'
import { ownMachine, type Daemon } from '../daemon-client/index.ts'
import type { Commands } from './commands.ts'

type ConnectionCommands = Pick<Commands, 'pair' | 'retry' | 'pairAgain' | 'acceptRestored' | 'allowAddress' | 'followPages'>

export function connectionCommands(daemon: Daemon): ConnectionCommands {
  return {
    pair: (code, person, device) => void daemon.pair(code, person, device),
    retry: daemon.retry,
    pairAgain: () => void daemon.forget(),
    acceptRestored: () => void daemon.acceptRestored(),
    allowAddress: () => void browser.permissions.request(ownMachine).then(daemon.retry),
    // What follows from it is seen by whoever watches the page: the browser reports a permission that was granted.
    followPages: () => void browser.permissions.request({ permissions: ['tabs'] }),
  }
}
