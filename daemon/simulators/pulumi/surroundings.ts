import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isWithheld } from '../../engine/index.ts'

// Of the terminal and the session that the daemon was started in, or our own: another one of these is no other world.
const passing = new RegExp(`^(?:_|PWD|OLDPWD|SHLVL|LINES|COLUMNS|COLORTERM|DISPLAY|WAYLAND_DISPLAY|WINDOWID|STY|VTE_VERSION|INIT_CWD|INVOCATION_ID|JOURNAL_STREAM
  |SECURITYSESSIONID|WT_(?:SESSION|PROFILE_ID)|SSH_(?:CLIENT|CONNECTION|TTY)|XDG_(?:SESSION|VTNR|SEAT)\\w*|(?:TERM|TMUX|ITERM|KITTY|WEZTERM|ALACRITTY|GNOME_TERMINAL|KONSOLE|npm|COUNTERSIGN)(?:_\\w*)?)$`.replaceAll(/\s+/g, ''))

/**
 * What a program and its providers find in their environment, as one mark: AWS_PROFILE, KUBECONFIG, a token or a region decides where a
 * change lands and as whom, and none of it need show in a preview. Keyed, so that nobody can try values against a mark that is in a plan.
 */
export class Surroundings {
  readonly #key: Buffer
  readonly #environment: NodeJS.ProcessEnv

  /** @param home the simulator's folder, in which the key is kept: a plan may outlive a daemon */
  constructor(home: string, environment: NodeJS.ProcessEnv) {
    this.#environment = environment
    mkdirSync(home, { recursive: true, mode: 0o700 })
    const file = join(home, 'surroundings.key')
    if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' })
    this.#key = readFileSync(file)
  }

  /** 64 hexadecimal digits; `own` is what a project is given besides the daemon's own environment, or in its place. */
  mark(own: Readonly<Record<string, string>> = {}): string {
    const all = Object.entries({ ...this.#environment, ...own })
      .filter(([name]) => name in own || !(passing.test(name) || isWithheld(name)))
    const sorted = all.toSorted(([one], [other]) => (one < other ? -1 : 1))
    return createHmac('sha256', this.#key).update(JSON.stringify(sorted)).digest('hex')
  }
}
