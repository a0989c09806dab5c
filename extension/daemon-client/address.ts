import { browser } from '../browser.ts'
import { authoritySchema } from '../../shared/pairing.ts'

/** Where the daemon listens unless it was told otherwise. */
export const usualAddress = '127.0.0.1:9040'

/** Every address of this machine itself, and no other: what the manifest asks for, and what the browser may have taken back. */
export const ownMachine = { origins: ['http://127.0.0.1/*'] }

/** The configured address (`authority` in the extension's storage, for another `--port`); anything but 127.0.0.1 and a port is ignored. */
export async function address(): Promise<string> {
  const { authority } = await browser.storage.local.get('authority')
  const parsed = authoritySchema.safeParse(authority)
  return parsed.success ? parsed.data : usualAddress
}

/**
 * Whether the browser itself is in the way: the permission for this machine was taken back (Firefox lets people do that), or local network
 * access was refused (Chromium 142 on; https://wicg.github.io/local-network-access/). Only asked after a request failed.
 */
export async function blockedByBrowser(): Promise<boolean> {
  if (!(await browser.permissions.contains(ownMachine))) return true
  for (const name of ['loopback-network', 'local-network-access']) {
    try {
      const { state } = await navigator.permissions.query({ name: name as PermissionName })
      if (state === 'denied') return true
    } catch (error) {
      // A browser that has no such permission can't have refused it.
      if (!(error instanceof TypeError)) throw error
    }
  }
  return false
}
