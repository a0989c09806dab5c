import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import path from 'node:path'
import { toBase64 } from '../../shared/base64.ts'
import { canonical, toBytes, type Json } from '../../shared/canonical.ts'
import { CountersignError } from '../../shared/errors.ts'
import { visible } from '../../shared/visible.ts'
import { restore } from '../store/restore.ts'
import { verify } from '../store/verify.ts'
import type { Invocation, Result } from './command.ts'
import { importPrivateKey, readIdentity } from './identity.ts'

/**
 * Puts a backup in the store's place, which no daemon may have open. It is countersigned like a change: what would be lost is said first,
 * a person types the code that is shown for it, and this command's device signs what was decided. The first entry on the restored record
 * holds that; every witness that knew more stops, shows it, and goes on only when its person accepts.
 */
export async function putBack(backup: string, { home, input, tell }: Invocation): Promise<Result> {
  const identity = readIdentity(home)
  const file = path.join(home, 'countersign.db')
  const [after, before] = [await verify(backup), existsSync(file) ? await verify(file) : undefined]
  if (!after.ok) throw new CountersignError('store-tampered', `The backup does not verify, so nothing was changed. ${visible(after.problem?.what ?? '')}`.trim(), 'Use another backup.')
  if (!input.interactive) {
    throw new CountersignError('restore-unattended', 'A backup is put back by a person at a terminal; nothing was changed.', 'Run `countersign audit restore FILE` in a terminal.')
  }
  const lost = before === undefined ? 'There is no store in its place.'
    : `The store in its place has ${before.size} entries${before.ok ? '' : ' (it does not verify)'}; it is moved aside and kept.`
  tell(`${backup} holds ${after.size} entries of the record, root ${after.root}.`)
  tell(`${lost} Plans, runs and conversations go back with it. Nothing at any provider is changed: what was done since stays done.`)
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const typed = await input.next(`To put it back type ${code.slice(0, 3)} ${code.slice(3)}: `)
  if (typed.replaceAll(/[\s-]/g, '') !== code) throw new CountersignError('restore-cancelled', 'That is not the code; nothing was changed.', 'Run the command again.')
  const statement = {
    format: 'countersign/restore/1', restored: { size: after.size, root: after.root },
    replaced: before === undefined ? null : { size: before.size, root: before.root, whole: before.ok }, at: new Date().toISOString(),
  }
  const key = await importPrivateKey(identity)
  const signature = toBase64(new Uint8Array(await crypto.subtle.sign('Ed25519', key, toBytes(canonical(statement as Json)))))
  const { store, replaced, sequence } = await restore(home, backup, {
    actor: { person: userInfo().username, device: identity.deviceId, via: 'terminal' }, fields: { statement, signature },
  }, after)
  store.close()
  return {
    value: { restored: { size: after.size, root: after.root }, replaced: replaced ?? null, entry: sequence },
    text: `The backup of ${after.size} entries is in place; entry ${sequence} says so.${replaced === undefined ? '' : ` What was there is in ${replaced}.`}\nStart the daemon; a sidebar that saw more than that asks its person to accept it.`,
  }
}
