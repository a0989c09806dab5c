// @ts-check
/**
 * Speaks the DevTools protocol over the two pipes of `--remote-debugging-pipe`: only the process that started the browser can.
 * A debugging port would be open to every user of the machine.
 * https://chromedevtools.github.io/devtools-protocol/
 *
 * @param {import('node:stream').Writable} toBrowser file descriptor 3 of the browser
 * @param {import('node:stream').Readable} fromBrowser file descriptor 4 of the browser
 */
export function devtools(toBrowser, fromBrowser) {
  let last = 0
  let received = ''
  /** @type {Map<number, { resolve: (result: Record<string, unknown>) => void, reject: (error: Error) => void }>} */
  const waiting = new Map()
  fromBrowser.setEncoding('utf8')
  fromBrowser.on('data', (chunk) => {
    const messages = (received + chunk).split('\0')
    received = messages.pop() ?? ''
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message)
      const call = waiting.get(id)
      waiting.delete(id)
      if (error) call?.reject(new Error(error.message))
      else call?.resolve(result)
    }
  })
  const end = () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser has gone'))
    waiting.clear()
  }
  fromBrowser.on('close', end)
  // A browser that goes while we write is told by the closed pipe above.
  toBrowser.on('error', end)

  /**
   * @param {string} method @param {object} [params] @param {string} [sessionId] of an attached target; the browser itself without
   * @returns {Promise<Record<string, unknown>>}
   */
  return (method, params = {}, sessionId = undefined) => new Promise((resolve, reject) => {
    if (fromBrowser.destroyed) return reject(new Error('the browser has gone'))
    const id = ++last
    waiting.set(id, { resolve, reject })
    toBrowser.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
  })
}
