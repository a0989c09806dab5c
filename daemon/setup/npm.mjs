// @ts-check
import { command } from './command.mjs'

/**
 * `npm ci` in a folder, under the person's own npm settings (registry, proxies, certificates), without any package's scripts.
 * The npm that runs us is used, under the Node that runs us: the Node out of npm comes without an npm of its own.
 *
 * @param {string} folder
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function npmCleanInstall(folder) {
  const settings = ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--no-progress']
  const npm = process.env.npm_execpath
  // npm_execpath may name another package manager (yarn, pnpm), which does not know `ci`.
  const [file, ...before] = npm && /npm-cli\.c?js$/.test(npm) ? [process.execPath, npm] : ['npm']
  return command(file, [...before, ...settings], { cwd: folder })
}

/** What to try where npm failed; the person's settings are the usual reason. */
export const npmHint = 'Look at npm’s own settings (npm config get registry; proxy and certificates), then run this again.'
