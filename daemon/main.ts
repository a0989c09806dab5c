import { assemble } from './assembly.ts'
import { closeLeftovers, openHome } from './config/index.ts'
import { readOptions } from './options.ts'
import { refusalOf } from './refusal.ts'

/**
 * The daemon's process: reads its options, joins the rooms, says that it is ready, and ends in order. Everything that can be wrong at the
 * start ends in one sentence and exit status 1, before anything was changed.
 */
try {
  const home = openHome()
  closeLeftovers(home)
  const daemon = await assemble(home, readOptions(process.argv.slice(2)), process.stdout)
  // who started us opens the browser window once there is something to look at
  process.send?.({ ready: daemon.authority, sandbox: daemon.console })
  let ending = false
  const end = () => {
    if (ending) return
    ending = true
    daemon.close().then(() => process.exit(0), (error: unknown) => { complain(error); process.exit(1) })
  }
  void daemon.stopped.then(end)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  // npm start is gone: nobody would end this process any more
  process.on('disconnect', end)
} catch (error) {
  complain(error)
  process.exit(1)
}

function complain(error: unknown): void {
  const { message, hint } = refusalOf(error)
  process.stderr.write(`${message}${hint ? ` ${hint}` : ''}\n`)
}
