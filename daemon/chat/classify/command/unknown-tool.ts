import { foreignVerb } from '../language/foreign-verbs.ts'
import { FUNCTION_WORDS } from '../language/function-words.ts'
import { isCode, isEveryday, weightOf } from '../language/nouns.ts'
import { verbOf } from '../language/verbs.ts'
import { looksLikeProse } from './prose.ts'

/** Whether a word is one that people use in sentences, and thus hardly a program's name. */
const isSpoken = (word: string): boolean => verbOf(word) !== undefined || FUNCTION_WORDS.has(word)
/** A tool may be named like a thing of ours (`openstack`, `ceph`); hardly like a verb or something of everyday life. */
const isOurs = (word: string): boolean => weightOf(word) > 0 || isCode(word)

/** What a program's first argument is called, by those that are hardly a sentence's second word. */
const SUBCOMMAND = /^(?:start|stop|restart|reload|deploy|undeploy|redeploy|delete|drop|truncate|destroy|remove|rm|create|init|install|uninstall|upgrade|update|ls|list|status|logs|apply|rollback|backup|restore|enable|disable|provision|exec|sync|login|logout|ps|prune|purge|migrate|publish|rebuild)$/
/** Words that speak to somebody, before which or after which an order stands. */
const ADDRESSED = /^(?:me|us|make|let|lets|please|pls|plz|plss?|kindly|dont|don|doesnt|cant|cannot|wont|gonna|gotta|wanna|ima|hey|hi|hello|yo|ok|okay|yes|yep|no|nope|bro|dude|guys|team|bot|mate|man|sir|lol|omg|wtf|ugh|hmm|oops|never|always|maybe|kids|people|somebody|anybody|nobody|u|ur|im|ill|id|ive|thx|ty|rain|time|life|love|mom|dad|simon)$/

/**
 * A program that nobody told us of: `lxc-start NAME`, `frob --now`, `sudo frob x`. A verb, a noun or a sentence
 * in front of a dash is prose.
 */
export function looksLikeTool(
  name: string, words: readonly string[], quoted: readonly boolean[], asRoot: boolean,
): boolean {
  if (!/^[a-z][a-z0-9]+(?:[-_][a-z0-9]+)*$/.test(name)) return false
  if (asRoot && !ADDRESSED.test(name) && !looksLikeProse(words, quoted, true, 'sudo')) return true
  if (isSpoken(name) || weightOf(name) > 0) return false
  if (looksLikeProse(words, quoted, true, name)) return false
  if (words.some((word, i) => quoted[i] !== true && /^-{1,2}[a-z]/i.test(word))) return true
  return /^(?:lxc|git|docker|mysql|pg|redis|mongo|kube|aws|az|apt|systemd|zfs|lv|vg|nv|ip|ip6?tables|net|mk|nginx|cassandra|kafka|hdfs|yarn|gcloud|gpg|openssl|snmp|zk)[-_]/.test(name) && words.length < 3
}

/** Verbs that are said in sentences as well: they count only where something else looks like a command. */
const SPOKEN_TOO = /^(?:run|add|set|get|show|push|pull|link|unlink|import|export|edit|open|close|send|register|connect|disconnect|attach|detach|activate|deactivate|pause|resume|cancel|describe|scale|drain|evict|promote|failover|repair|scrub|unset|rename|copy|kill|reset|upload|download|approve|revoke|grant|rotate|unlock|lock|shell|build|clone|clear|check|verify|new|generate)$/
/** Behind a thing these name what belongs to it. */
const NOUN_TOO = /^(?:logs|status|list|backup|deploy|update|start|stop|restart|ls|ps|install|upgrade|exec|sync|login|rollback|restore)$/
/** What a sentence hardly holds: a flag, a path, a name with dashes or digits, a placeholder. */
const SHAPED = /^-{1,2}[a-z]|[_/=@{}<>$*]|[a-z]-[a-z]|\w\.\w|\d/i

/** `mup stop`, `frob deploy web`, `frob server create --size 2`: a word that is none, and behind it what tools call their verbs. */
export function looksLikeSubcommand(name: string, words: readonly string[]): boolean {
  if (words.length === 0 || name.length < 2 || !/^[a-zA-Z][a-zA-Z0-9]*(?:[-.][a-z0-9]+)*$/.test(name) || /^[A-Z][a-z]*$/.test(name)) return false
  if (ADDRESSED.test(name) || isSpoken(name) || isEveryday(name) || foreignVerb(name) !== undefined) return false
  if (words.some((word) => FUNCTION_WORDS.has(word.toLowerCase()) || /[.,!?;:]$/.test(word))) return false
  if (words.some((word) => /[^\x20-\x7e]/.test(word))) return false
  const shaped = words.some((word) => SHAPED.test(word))
  // The flags in front of the verb are the tool's own.
  const own = words.findIndex((word, i) => /^[a-z]/.test(word) && !(i > 0 && /^-/.test(words[i - 1] ?? '')))
  const verbs = own < 0 ? [] : words.slice(own, own + 3)
  if (/^[a-z][\w-]*(?::[\w-]+)+$/.test(verbs[0] ?? '')) return isVerb(verbs[0]?.split(':').at(-1) ?? '')
  const verb = verbs.findIndex((word) => isVerb(word) || (shaped && isVerb(word.split('-')[0] ?? '')))
  if (verb < 0 || !verbs.slice(0, verb).every((word) => /^[a-z][a-z0-9-]*$/.test(word))) return false
  if (shaped) return true
  return !isOurs(name) && words.length <= 4 && SUBCOMMAND.test(verbs[verb] ?? '') && (verb === 0 || !NOUN_TOO.test(verbs[verb] ?? ''))
}
const isVerb = (word: string): boolean => SUBCOMMAND.test(word) || SPOKEN_TOO.test(word)
