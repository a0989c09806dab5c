// @ts-check
import { SetupFailure } from './failure.mjs'

/** Where Countersign runs; Node itself comes from npm for exactly these four. */
const supported = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']

/** Throws a SetupFailure on a platform that Countersign does not run on. @param {string} [platform] @param {string} [arch] */
export function requirePlatform(platform = process.platform, arch = process.arch) {
  if (platform === 'win32') {
    const hint = 'Install WSL 2 (wsl --install) and run npm start in its terminal.'
    throw new SetupFailure('Countersign runs on Windows inside WSL 2, not beside it.', hint)
  }
  if (!supported.includes(`${platform}-${arch}`)) {
    throw new SetupFailure(`Countersign does not run on ${platform} ${arch}.`, `It runs on ${supported.join(', ')}.`)
  }
}
