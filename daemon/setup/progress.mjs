// @ts-check
/** A step that takes longer than this says that it is under way. */
const patience = 1000

/** How often a step that is under way says so where lines cannot be rewritten, in milliseconds. */
const reminder = 10_000

/** @param {number} since milliseconds since the epoch */
const seconds = (since) => `${Math.max(1, Math.round((Date.now() - since) / 1000))} s`

/**
 * Runs one step of the set-up. Its progress is shown from the first second on: rewritten in place on a terminal, else a line now and then.
 * One line tells what was done; a step that returns undefined found nothing to do and stays silent. All of it goes to standard error: a
 * command that had to set itself up still prints its result alone on standard output.
 *
 * @param {string} doing what is under way, as in "installing packages"
 * @param {(progress: (detail: string) => void) => Promise<string | undefined>} work returns what was done, as in "412 packages installed"
 * @param {NodeJS.WriteStream} [out]
 */
export async function step(doing, work, out = process.stderr) {
  const started = Date.now()
  let detail = ''
  let spoken = 0
  const clear = () => out.write('\r\x1b[2K')
  const show = () => {
    const line = `… ${doing}${detail ? `: ${detail}` : ''} (${seconds(started)})`
    if (out.isTTY) out.write(`\r\x1b[2K${line.slice(0, (out.columns || 80) - 1)}`)
    else if (Date.now() - spoken >= reminder) out.write(`${line}\n`)
    else return
    spoken = Date.now()
  }
  /** @type {NodeJS.Timeout | undefined} */
  let ticking
  const waiting = setTimeout(() => {
    show()
    ticking = setInterval(show, 250)
  }, patience)
  try {
    const done = await work((now) => { detail = now })
    if (spoken && out.isTTY) clear()
    if (done !== undefined) out.write(`✓ ${done}${Date.now() - started >= patience ? ` (${seconds(started)})` : ''}\n`)
  } catch (error) {
    if (spoken && out.isTTY) clear()
    out.write(`✗ ${doing}\n`)
    throw error
  } finally {
    clearTimeout(waiting)
    clearInterval(ticking)
  }
}
