import type { Operation } from '../operation.ts'
import { effectOf } from '../operation.ts'
import type { Parser } from './arguments.ts'
import { own, reading, valueOf } from './arguments.ts'

/** What the commands of a Unix machine do, by what they do without the options that are looked at below. */
const TABLE: readonly (readonly [Operation, string])[] = [
  [
    'list',
    'ls dir ll lsblk lscpu lsusb lspci lsmod lsof tree ps pgrep pidof jobs who w users last lastlog groups getent apt-cache dpkg-query '
      + 'locale vdir la lsb_release',
  ],
  [
    'get',
    'openssl cat head tail less more bat zcat bzcat xzcat zless stat file readlink realpath basename dirname pwd whoami id uname '
      + 'hostname date cal echo printf printenv which whereis type tty nproc arch getconf man info help tldr whatis apropos od xxd '
      + 'hexdump strings base64 base32 md5sum sha1sum sha256sum sha512sum cksum seq expr bc dc factor nl tac rev wc column cut paste '
      + 'join fold fmt expand unexpand uniq sort jq yq awk gawk sed tr comm look tput stty true false test [ sleep yes clear tsort shuf '
      + 'numfmt iconv pr logname hostid runlevel getfacl lsattr blkid free lshw dmidecode sysctl ulimit umask history mapfile read ldd '
      + 'nm objdump size time exit logout cd pushd popd dirs declare typeset local shift return break continue : wait getopts acpi '
      + 'sensors tset reset ncal let trap hash fc compgen complete spell aspell cowsay fortune figlet banner xmllint',
  ],
  [
    'search', 'find grep egrep fgrep zgrep zegrep rg ag ack locate mlocate fd fzf',
  ], ['diff', 'diff cmp sdiff vimdiff colordiff diff3'], ['logs', 'journalctl dmesg multitail'],
  [
    'metrics', 'du df free top htop uptime vmstat iostat sar mpstat iotop nethogs iftop dstat pidstat atop glances ncdu',
  ], ['status', 'ping traceroute tracepath mtr dig nslookup host whois netstat ss arp nmap ethtool'],
  [
    'delete', 'rm rmdir unlink shred userdel deluser groupdel delgroup wipefs',
  ], ['move', 'mv rename'], ['copy', 'ssh-copy-id cp scp rsync sftp ftp dd rcp wget aria2c axel install lftp'],
  [
    'create',
    'mkdir touch ln mktemp mkfifo mknod useradd adduser groupadd addgroup ssh-keygen split csplit mkfs mkswap fallocate link enscript '
      + 'convert ffmpeg gcc g++ cc tee',
  ],
  [
    'export', 'tar zip gzip bzip2 xz 7z cpio mysqldump pg_dump pg_dumpall mongodump compress zstd ar rar',
  ], ['restore', 'unzip gunzip bunzip2 unxz uncompress pg_restore mongorestore'],
  [
    'update',
    'chmod chown chgrp usermod groupmod passwd chsh chfn chage truncate patch setfacl chattr nano vim vi emacs ed ex sponge dos2unix '
      + 'unix2dos fdisk parted resize2fs lvextend tune2fs visudo indent tidy prettier strip',
  ],
  [
    'set-config',
    'export alias unalias unset set setenv shopt hostnamectl timedatectl localectl crontab update-alternatives ip ifconfig route '
      + 'iptables ip6tables nft ufw firewall-cmd setenforce renice nice bind enable chcon semanage modprobe insmod rmmod',
  ],
  ['stop', 'kill pkill killall xkill shutdown poweroff halt'], ['restart', 'reboot'], ['start', 'fg bg'], ['attach', 'mount swapon losetup'], ['detach', 'umount swapoff disown'], [
    'connect', 'ssh telnet nc ncat netcat socat mosh tmux screen',
  ],
  [
    'run',
    'bash sh zsh ksh dash fish eval exec source . python python3 perl ruby node php java make cmake ansible-playbook ansible parallel at '
      + 'batch systemd-run chroot nohup setsid script expect psql mysql sqlite3 mongosh redis-cli write wall mail mailx sendmail logger '
      + 'msg lpr logrotate cargo go mvn gradle rake bundle composer deno bun tsx ts-node',
  ],
  ['authenticate', 'su sudoedit kinit newgrp ssh-add ssh-agent'], [
    'install',
    'apt apt-get yum dnf apk pacman zypper brew snap flatpak pip pip3 npm yarn pnpm gem dpkg rpm port emerge choco winget easy_install '
      + 'pipx uv',
  ],
]
export const UNIX = new Map<string, Operation>()
for (const [operation, words] of TABLE) for (const word of words.split(' ')) UNIX.set(word, operation)

const PACKAGES: Readonly<Record<string, Operation>> = {
  list: 'list', ls: 'list', search: 'search', show: 'describe', info: 'describe', view: 'describe', freeze: 'list', outdated: 'list',
  audit: 'validate', check: 'validate', policy: 'get', why: 'explain', deps: 'list', depends: 'list', remove: 'delete', purge: 'delete',
  uninstall: 'delete', autoremove: 'delete', rm: 'delete', run: 'run', start: 'run', test: 'run', update: 'refresh', publish: 'deploy',
  config: 'set-config', help: 'explain', clean: 'delete', provides: 'search', download: 'copy', history: 'history', doctor: 'status',
  repolist: 'list', kill: 'stop', cleanup: 'delete', enable: 'enable', disable: 'disable', revert: 'rollback', upgrade: 'update',
}
const SYSTEMD: Readonly<Record<string, Operation>> = {
  status: 'status', 'list-units': 'list', 'list-unit-files': 'list', 'list-timers': 'list', 'list-dependencies': 'list',
  'is-active': 'status', 'is-enabled': 'status', 'is-failed': 'status', 'is-system-running': 'status', show: 'describe', cat: 'get',
  'openssl get-default': 'get', start: 'start', stop: 'stop', restart: 'restart', reload: 'restart', 'try-restart': 'restart',
  'daemon-reload': 'refresh', enable: 'enable', disable: 'disable', mask: 'disable', unmask: 'enable', kill: 'stop',
  'set-default': 'set-config', edit: 'update', reboot: 'restart', poweroff: 'stop', suspend: 'stop', isolate: 'run',
  'reset-failed': 'refresh', halt: 'stop', hibernate: 'stop', freeze: 'stop', thaw: 'start', reenable: 'enable', revert: 'rollback', preset: 'enable', 'soft-reboot': 'restart', kexec: 'restart', rescue: 'run', emergency: 'run',
  'set-property': 'set-config', 'add-wants': 'attach', 'add-requires': 'attach', clean: 'delete', bind: 'attach', 'mount-image': 'attach', link: 'attach', 'get-default': 'get', 'show-environment': 'list', 'set-environment': 'set-config',
  'unset-environment': 'set-config', 'import-environment': 'set-config', 'list-sockets': 'list', 'list-jobs': 'list', 'list-machines': 'list', 'list-paths': 'list', 'list-automounts': 'list', whoami: 'get', cancel: 'stop', help: 'explain', 'daemon-reexec': 'restart',
  'reload-or-restart': 'restart', 'try-reload-or-restart': 'restart', condrestart: 'restart', default: 'run', exit: 'stop', 'switch-root': 'run', 'log-level': 'get', 'log-target': 'get', 'service-log-level': 'get', 'service-log-target': 'get', 'service-watchdogs': 'get',
}

const UFW: Readonly<Record<string, Operation>> = { enable: 'enable', disable: 'disable', delete: 'delete', reset: 'delete' }

const ANSIBLE_READS: Readonly<Record<string, Operation>> = { ping: 'status', setup: 'get', debug: 'get' }

/** Options that turn a command's reading into another one. A read never becomes one silently where the option writes, deletes or runs. */
export function unix(tool: string): Parser {
  return ({ positional, flags, command, nested, nestedWords }) => {
    const operation = UNIX.get(tool) ?? 'run'
    const has = (...names: string[]): boolean => names.some((name) => flags.has(name))
    const letters = [...flags.keys()].filter((name) => name.length <= 6).join('')
    const last = positional.at(-1) ?? null
    const say = (found: Operation, target: string | null = last, confidence = 0.95) => reading(found, 'generic', target, {}, confidence)
    if (has('help') || (has('version') && effectOf(operation) === 'change')) return say('explain', tool)
    switch (tool) {
      case 'find': case 'fd': {
        if (has('delete')) return say('delete', positional[0] ?? null)
        const at = command.words.findIndex((word) => /^-(exec|execdir|ok|okdir)$/.test(word))
        if (at >= 0) return worseOf(
          nestedWords(command.words.slice(at + 1).filter((word) => !/^[;+]$|^\{\}$/.test(word))), positional[0] ?? null
        )
        return say(has('fprint', 'fprintf', 'fls') ? 'create' : 'search', positional[0] ?? null)
      }
      case 'sed': case 'perl': return tool === 'sed' && !letters.includes('i') && !has('in-place') ? say('get') : say(
        letters.includes('i') ? 'update' : 'run'
      )
      case 'sort': return say(has('o', 'output') ? 'create' : 'get')
      case 'awk': case 'gawk': return say(/system\s*\(|>\s*"|\|\s*"/.test(positional[0] ?? '') ? 'run' : 'get')
      case 'tar': return say(
        /t/.test(letters) || /^-?\w*t/.test(positional[0] ?? '') ? 'list' : /x/.test(letters) || has('extract', 'get')
        || /^\w*x\w*$/.test(positional[0] ?? '') ? 'restore' : 'export'
      )
      case 'unzip': case '7z': case 'zip': return say(
        letters.includes('l') || letters.includes('t') || positional[0] === 'l' ? 'list' : operation
      )
      case 'gzip': case 'bzip2': case 'xz': case 'zstd': return say(has('l') ? 'list' : letters.includes('d') ? 'restore' : 'export')
      case 'date': return say(has('s', 'set') ? 'set-config' : 'get')
      case 'hostname': case 'sysctl': case 'umask': return say(
        (tool === 'sysctl' ? has('w') || (last?.includes('=') ?? false) : positional.length > 0) ? 'set-config' : 'get'
      )
      // Every command of openssl that has a place to write to makes something: keys, requests, certificates.
      case 'openssl': return say(has('out', 'keyout', 'newkey', 'gencrl') || positional[0] === 'ca' ? 'create' : positional[0] === 's_client' ? 'status' : positional[0] === 'verify' ? 'validate' : 'get')
      case 'tail': return say(letters.includes('f') || letters.includes('F') || has('follow') || /(?:log|out|err)$|\/log\//.test(last ?? '') ? 'logs' : 'get')
      case 'ssh-agent': return say(has('k') ? 'stop' : operation)
      case 'dmesg': return say(letters.includes('C') || letters.includes('c') ? 'delete' : 'logs')
      case 'history': case 'journalctl': return say(
        has('c', 'vacuum-time', 'vacuum-size', 'rotate') ? 'delete' : tool === 'history' ? 'list' : 'logs',
        valueOf(flags, 'u', 'unit') ?? last
      )
      case 'mount': return say(positional.length === 0 || has('l') ? 'list' : 'attach')
      case 'crontab': return say(has('l') ? 'list' : has('r') ? 'delete' : 'set-config')
      case 'fdisk': case 'parted': return say(has('l', 'list') ? 'list' : 'update')
      case 'ip': return say(
        /\b(add|del|delete|set|flush|change|replace|up|down)\b/.test(positional.slice(1).join(' ')) ? 'set-config' : 'get',
        positional[1] ?? null
      )
      case 'ifconfig': case 'route': return say(positional.length > 1 ? 'set-config' : 'get')
      case 'iptables': case 'ip6tables': case 'nft': case 'ufw': case 'firewall-cmd': return say(
        own(UFW, tool === 'ufw' ? positional[0] ?? '' : '') ?? (has('L', 'S', 'list-all', 'list-ports', 'list-services', 'get-zones', 'state') || positional[0] === 'status'
        || positional[0] === 'list' ? 'list' : 'set-config')
      )
      case 'set': case 'alias': case 'export': case 'ulimit': return say(positional.length === 0 && flags.size <= 1 ? 'list' : 'set-config')
      case 'kill': return say(has('l', 'L') ? 'list' : 'stop')
      case 'ansible': return say(
        has('list-hosts') ? 'list' : own(ANSIBLE_READS, valueOf(flags, 'm', 'module-name') ?? '') ?? 'run', positional[0] ?? null
      )
      case 'ansible-playbook': return say(has('check', 'C') ? 'simulate' : has('syntax-check') ? 'validate' : has('list-hosts', 'list-tasks', 'list-tags') ? 'list' : 'run')
      case 'pg_restore': return say(has('l', 'list') ? 'list' : 'restore')
      case 'jobs': case 'passwd': return say(tool === 'passwd' && has('S', 'status') ? 'status' : operation)
      case 'ssh-keygen': return say(has('l', 'F', 'y') ? 'get' : has('R') ? 'delete' : has('p', 'c') ? 'update' : 'create')
      case 'timedatectl': case 'hostnamectl': case 'localectl': case 'getenforce': return say(
        positional.length === 0 || positional[0] === 'status' || (positional[0] ?? '').startsWith('list') ? 'status' : 'set-config'
      )
      case 'wget': return say(
        has('spider') || valueOf(flags, 'O') === '-' || letters.includes('qO-') || letters.includes('O-') ? 'get' : 'copy'
      )
      case 'rsync': return say(
        has('dry-run') || letters.includes('n') ? 'simulate' : has('list-only') ? 'list' : has('delete') ? 'delete' : 'copy'
      )
      case 'patch': case 'make': return say(
        has('dry-run') || (tool === 'make' && has('n')) ? 'simulate' : tool === 'make' ? 'run' : 'update'
      )
      case 'tmux': case 'screen': return say(
        positional[0] === 'ls' || positional[0] === 'list-sessions' || has('ls', 'list') ? 'list' : 'connect'
      )
      case 'vim': case 'vi': case 'less': case 'more': return say(tool.startsWith('v') && has('R') ? 'get' : operation)
      case 'bash': case 'sh': case 'zsh': case 'su': case 'ssh': case 'eval': case 'parallel': {
        const line = valueOf(flags, 'c', 'command') ?? (
          tool === 'ssh' && positional.length > 1 ? positional.slice(1).join(' ') : tool === 'eval' ? positional.join(' ') : undefined
        )
        if (line !== undefined) return worseOf(nested(line), tool === 'ssh' ? positional[0] ?? null : null)
        return tool === 'bash' && has('version') ? say('get') : say(operation, positional[0] ?? null)
      }
      case 'psql': case 'mysql': case 'sqlite3': {
        const statement = valueOf(flags, 'c', 'e', 'command', 'execute') ?? (tool === 'sqlite3' ? positional[1] : undefined)
        return statement === undefined ? say(has('l', 'list') ? 'list' : command.readsFile === true ? 'run' : 'connect') : worseOf(nested(statement), null)
      }
      case 'redis-cli': return say(
        positional.length === 0 || has('a') && positional.length === 1 ? 'connect' : /^(get|info|keys|ping|ttl|hgetall|lrange|smembers|exists|scan|monitor|dbsize|type|llen)$/i.test(positional[0] ?? '') ? 'get' : /^(?:del|flushall|flushdb|unlink)$/i.test(positional[0] ?? '') ? 'delete' : 'run'
      )
      case 'exit': case 'logout': case 'cd': return say('get')
      case 'sleep': return say('get', null, 0.4)
      default:
    }
    if (operation === 'install') {
      if (tool === 'dpkg' || tool === 'rpm') return say(
        /[lLqsSpI]|q[a-z]*/.test(letters) || has('list', 'query', 'listfiles', 'status', 'get-selections') ? 'list' : /[reP]/.test(letters)
        || has('remove', 'purge', 'erase') ? 'delete' : 'install'
      )
      if (tool === 'pacman') return say(
        letters.startsWith('Q') || /S[si]/.test(letters) ? 'list' : letters.startsWith('R') || /Sc/.test(letters) ? 'delete' : 'install'
      )
      if (positional.length === 0 && flags.size === 0) return null
      return say(flags.has('dry-run') || flags.has('simulate') ? 'simulate' : own(PACKAGES, positional[0] ?? '') ?? 'install')
    }
    return say(operation)
  }
}

/** An inner command's reading under an outer command's target; an inner command that isn't known is one more unknown, thus a change. */
function worseOf(inner: ReturnType<Parser>, target: string | null) {
  return inner === null ? reading('run', 'generic', target, {}, 0.7) : { ...inner, target: inner.target ?? target }
}

export const systemctl: Parser = ({ positional, flags }) => {
  const operation = positional[0] === undefined ? 'list' : own(SYSTEMD, positional[0])
  // With a value behind it, what is shown otherwise is set.
  const sets = /log-|watchdogs/.test(positional[0] ?? '') && positional.length > ((positional[0] ?? '').startsWith('service') ? 2 : 1)
  if (sets) return reading('set-config', 'generic', positional[1] ?? null, { kind: 'service' })
  return operation === undefined ? null : reading(
    flags.has('dry-run') ? 'simulate' : operation, 'generic', positional[1] ?? null, { kind: 'service' }
  )
}

/** `service NAME start`: the verb is last. */
export const serviceCommand: Parser = ({ positional, flags }) => {
  if (flags.has('status-all')) return reading('list', 'generic')
  const operation = own(SYSTEMD, positional[1] ?? '')
  return operation === undefined || positional.length !== 2 ? null : reading(
    operation, 'generic', (positional[0] ?? ''), { kind: 'service' }
  )
}

/** curl: a GET to the terminal is a read; a method, data, an upload or a file makes it a change. */
export const curl: Parser = ({ positional, flags }) => {
  const method = (valueOf(flags, 'X', 'request') ?? '').toUpperCase()
  const sends = [
    'd', 'data', 'data-raw', 'data-binary', 'data-urlencode', 'F', 'form', 'T', 'upload-file', 'json',
  ].some((name) => flags.has(name))
  const reads = (
    method === '' && (!sends || flags.has('G') || flags.has('get'))
  ) || method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  const url = positional.find((word) => /[./]/.test(word)) ?? positional.at(-1) ?? null
  if (!reads) return reading(method === 'DELETE' ? 'delete' : method === 'PUT' || method === 'PATCH' ? 'update' : 'run', 'generic', url)
  return reading(flags.has('o') || flags.has('O') || flags.has('output') || flags.has('remote-name') ? 'copy' : 'get', 'generic', url)
}
