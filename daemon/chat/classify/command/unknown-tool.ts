import { looksLikeProse } from './prose.ts'

/** Whether a word is one that people use in sentences, and thus hardly a program's name. */
export type Vocabulary = (word: string) => boolean

/** What a program's first argument is called, by those that are hardly a sentence's second word. */
const SUBCOMMAND = /^(?:start|stop|restart|reload|deploy|undeploy|redeploy|delete|destroy|remove|rm|create|init|install|uninstall|upgrade|update|ls|list|status|logs|apply|rollback|backup|restore|enable|disable|provision|exec|sync|login|logout|ps|prune|purge|migrate|publish|rebuild)$/
/** Words that speak to somebody, before which or after which an order stands. */
const ADDRESSED = /^(?:me|us|make|let|lets|please|pls|plz|plss?|kindly|dont|don|doesnt|cant|cannot|wont|gonna|gotta|wanna|ima|hey|hi|hello|yo|ok|okay|yes|yep|no|nope|bro|dude|guys|team|bot|mate|man|sir|lol|omg|wtf|ugh|hmm|oops|never|always|maybe|kids|people|somebody|anybody|nobody|u|ur|im|ill|id|ive|thx|ty|rain|time|life|love|mom|dad|simon)$/

/**
 * A program that nobody told us of: `lxc-start NAME`, `frob --now`, `sudo frob x`. A verb, a noun or a sentence
 * in front of a dash is prose.
 */
export function looksLikeTool(
  name: string, words: readonly string[], quoted: readonly boolean[], asRoot: boolean, spoken: Vocabulary,
): boolean {
  if (!/^[a-z][a-z0-9]+(?:[-_][a-z0-9]+)*$/.test(name)) return false
  if (asRoot && !ADDRESSED.test(name) && !looksLikeProse(words, quoted, true, 'sudo')) return true
  if (spoken(name)) return false
  if (looksLikeProse(words, quoted, true, name)) return false
  if (words.some((word, i) => quoted[i] !== true && /^-{1,2}[a-z]/i.test(word))) return true
  return /^(?:lxc|git|docker|mysql|pg|redis|mongo|kube|aws|az|apt|systemd|zfs|lv|vg|nv|ip|ip6?tables|net|mk|nginx|cassandra|kafka|hdfs|yarn|gcloud|gpg|openssl|snmp|zk)[-_]/.test(name) && words.length < 3
}

/** `mup stop`, `frob deploy web`: a word that is none, and behind it what tools call their verbs. */
export function looksLikeSubcommand(name: string, words: readonly string[], spoken: Vocabulary, joins: Vocabulary): boolean {
  if (words.length === 0 || words.length > 4 || name.length < 2 || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) return false
  if (!SUBCOMMAND.test(words[0] ?? '')) return false
  if (spoken(name) || ADDRESSED.test(name)) return false
  return words.every((word) => /^[a-z0-9][\w./:-]*$/i.test(word) && !joins(word))
}
