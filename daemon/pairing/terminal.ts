import type { Terminal } from '../contracts.ts'
import { visible } from '../../shared/visible.ts'
import { approvalText, pairingText } from './approval-text.ts'

/** The part of a stream that is written to: `process.stdout` in the daemon. */
export interface Output { readonly isTTY?: boolean, write(text: string): unknown }

export interface OperatorTerminal extends Terminal {
  /** Shows to `listener` whatever is shown from now on; returns how to stop. */
  watch(listener: (text: string) => void): () => void
}

/**
 * The second channel. Codes go to a terminal and to watchers, never into a file or a pipe that the output was sent to: a log would keep
 * them, and other programs read logs.
 */
export function createTerminal(output: Output): OperatorTerminal {
  const watchers = new Set<(text: string) => void>()
  let pointedToWatch = false

  function toWatchers(text: string): void {
    for (const watcher of [...watchers]) watcher(text)
  }

  function showCode(text: string): 'shown' | 'watch' {
    if (output.isTTY === true) output.write(`${text}\n`)
    else if (!pointedToWatch) {
      pointedToWatch = true
      output.write('This output is no terminal, so codes are not printed here: they are shown by `countersign watch`.\n')
    }
    toWatchers(text)
    return output.isTTY === true || watchers.size > 0 ? 'shown' : 'watch'
  }

  return {
    approvalCode: (shown) => showCode(approvalText(shown)),
    pairingCode: (shown) => showCode(pairingText(shown)),
    say(line) {
      const text = visible(line, { lines: true })
      output.write(`${text}\n`)
      toWatchers(text)
    },
    watch(listener) {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
  }
}
