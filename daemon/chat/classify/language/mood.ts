/**
 * What kind of utterance a clause is, told by how it begins. The patterns are anchored and have no nested repetition, so each is linear.
 */
export type Mood =
  | { kind: 'order', rest: string, polite: boolean, doubtful: boolean }
  | {
    kind: 'question',
    about: 'fragment' | 'how-to' | 'what-if' | 'permission' | 'why' | 'who' | 'when' | 'how-many' | 'cost' | 'what' | 'where' | 'whether' | 'how' | 'what-about',
    rest: string,
  }
  | { kind: 'wish', rest: string }
  | { kind: 'negated', rest: string }
  | { kind: 'statement', rest: string }

const FILLER = /^(?:please|pls|plz|plss|kindly|hey|hi|hello|yo|ok|okay|okey|alright|right|so|well|now|then|and|also|just|thanks|thank you|sure|yes|yep|yeah|no(?! (?:need|one|more|restart|restarts|deploy|deploys|change|changes|downtime))|nope|great|good|cool|fine|perfect|actually|quickly|quick|urgent|urgently|asap|immediately|simply|go ahead and|go and|next|first|first of all|second|finally|lastly|after that|afterwards|afterward|once done|when done|when that is done|in that case|oh|um|uh|hmm|guys|team|folks|everyone|all|bot|assistant|computer|buddy|mate|dude|sir|let me|lemme|but|only|instead|or|either|again|maybe|perhaps|i think|i guess|i believe|from now on|for now|today|tonight|tomorrow|right now|at once|carefully|safely|gently|force|forcefully|forcibly|gracefully|recursively|interactively|manually|automatically|temporarily|permanently|completely|fully|to do this|to be safe|if possible|if you can|if you could|while you're at it|while you are at it|good morning|good evening|good afternoon|morning|btw|by the way|fyi|note|task|todo|request|action|goal|step \d+|@[\w-]+)(?:[ ,:.)-]+|$)/

export function stripFillers(text: string): string {
  let rest = text
  for (let guard = 0; guard < 8; guard++) {
    const found = FILLER.exec(rest)
    if (!found || found[0].length === 0 || found[0].length === rest.length) return rest
    rest = rest.slice(found[0].length)
  }
  return rest
}

const WISH = /^(?:i|we|they|the team|my boss|my manager|our team|he|she|boss)(?:'d| would| really| still| also| do| just| now| kinda| urgently| immediately)* (?:could use|could do with|like|love|want|need|wants|needs|wanna|prefer|require|wish|asked|am asking|are asking|'m asking|expect)(?: you| u| someone| somebody)?(?: for)?(?: it)? (.*)$/
/** What looks like a question about what may be and asks for it: "would it be possible to …", "could I be added to …". */
const REQUEST = /^(?:would it be (?:possible|feasible|ok|okay|alright)(?: for \w+(?: \w+)?)? to (?!know|see|find|get an? (?:list|overview|answer|idea)|have a look|understand|hear|learn|check)|is it possible for (?:you|someone|somebody) to|(?:can|could|may) i (?:please )?be (?:added|given|granted|invited|removed|made))/
/** "Could I get access to …", "can we have the timeout raised": a wish that is put as a question. */
const BE_ADDED = /^(?:can|could|may) i (?:please )?(be (?:added|given|granted|invited|removed|made) .*)$/
const MAY_I_HAVE = /^(?:(?:can|could|may|might) (?:i|we)(?: please| pls| just| maybe)?|is there (?:a|any|some) chance to) (?:get|have)(?: please)? (.*)$/
const HOW_TO = /^(?:how (?:do|can|could|would|should|might|to|does|did|about i)\b|how's one|what(?:'s| is| are|s) (?:the )?(?:\w+ )?(?:\w+ )?(?:way|ways|command|commands|cmd|syntax|procedure|steps|process|method|cli|flag|option|api call|query|kubectl|aws)\b|what (?:command|cmd|flag|option|steps|kubectl|sql|query|do i (?:type|run|use|need))|which (?:command|cmd|flag|option)|is there (?:a|any|some|an) (?:\w+ )?(?:way|command|option|method|trick|tool|flag|api)|is it possible(?! for (?:you|someone|somebody))|are there any ways|any (?:way|idea|ideas|tips|chance to)|(?:the )?(?:best |easiest |correct |proper |right |simplest |fastest )?(?:way|ways|command|commands|steps|syntax|procedure|guide|tutorial|instructions|example|examples|best practices?) (?:to|for|of)\b|(?:show|tell|teach|explain|give|walk)(?: me| us)?(?: to me)?(?: through)? (?:how|the (?:command|steps|way|syntax|procedure)|an example|a tutorial|steps|instructions|example|examples)\b|explain\b|(?:i|we)(?:'d| would)? (?:want|like|need|wish|love) to (?:know|learn|understand) how|(?:can|could|would) (?:you|u|someone|anyone|anybody) (?:please )?(?:tell|show|explain|teach|help|advise|guide|walk)(?: to)?(?: me| us)?(?: understand)? how|do you know how|does (?:anyone|anybody|someone) know|help me understand|learn (?:how )?to|howto)\b/
const WHAT_IF = /^(?:what (?:would|will|could|might|happens|does|else would|all would|changes|resources would|would change|would break|is going to|'s going to|things|gets)\b.*\bif\b|what(?:'s| is) (?:going to|gonna) happen (?:if|when)|what happens? (?:if|when)|what if\b|what would\b|what will (?:be|happen|change|break|get)|suppose (?:i|we|that)|imagine (?:i|we) (?:delete|scale|remove)|if (?:i|we|you|someone)\b|how much (?:would|will) .*\bif\b|would (?:it|anything|something|anyone|this|that|there|users|the \w+)\b.*\bif\b|will .*\bif (?:i|we)\b|(?:is|does|do) .*\bif (?:i|we)\b|simulate|preview|dry[- ]?run|do a dry[- ]?run|run a (?:preview|dry[- ]?run|simulation|plan)|estimate|which .* would be (?:affected|deleted|impacted|replaced)|what(?:'s| is| would be) the (?:impact|effect|blast radius|consequence|consequences|risk|risks|danger|cost) of|how (?:risky|dangerous|safe|bad|disruptive)\b|how long (?:would|will)\b|show me what would)\b/
const PERMISSION = /^(?:can|may|could|should|shall|must|do|am|are|is|will|would|have|did|dare) (?:i|we)\b(?! (?:please|pls|get|have|just|go ahead|also|now|maybe)\b)|^(?:is it|would it be|is this|is that|will it be|isn't it|are we|am i)(?: \w+)? (?:safe|ok|okay|fine|possible|advisable|necessary|recommended|allowed|wise|good|bad|dangerous|risky|required|a (?:good|bad) idea|better|worth|right|correct|normal|time)\b|^(?:who|what|which (?:role|user|person|permission)s?) (?:can|may|could|is allowed to)\b/
/** "Can we promote the build?" proposes it; "can we drop it safely?" asks first. */
const PROPOSAL = /^(?:can|could) we (?!.*\b(?:safely|without|just|ever|even|still|actually|now)\b)/
const POLITE = /^(?:can|could|would|will|cld|wud|won't|can't|couldn't|wouldn't)(?: you| u| ya| someone| somebody| anyone| the bot| we)(?: please| pls| plz| kindly| just| also| maybe| possibly| quickly| be so kind as to| be able to| go ahead and| try to| try and| help me to| help me| help us| help|,)*(?: mind)? (.*)$|^(?:would|do) you mind(?: please)? (.*)$|^(?:is there |would there be )?(?:any |a )?chance (?:that )?(?:you|we|someone|somebody) (?:can|could|might)(?: just)? (.*)$|^would it be (?:possible|feasible|ok|okay|alright)(?: for (?:you|us|someone|somebody|the team))? to (.*)$|^is it possible for (?:you|someone|somebody) to (.*)$|^i was hoping (?:that )?(?:you|someone|somebody) (?:could|would|might) (.*)$|^i (?:was|am|'m)? ?(?:just )?wondering (?:if|whether) (?:you|we|someone|somebody) (?:can|could|would)(?: please)? (.*)$|^(?:can|could|would) (?:someone|somebody|anyone|anybody) (?:with|who has|who have) [\w ]{1,30}? (?:please |pls )?((?:restart|reboot|add|remove|delete|give|grant|bump|raise|increase|check|look|update|upgrade|merge|run|fix|create|stop|start|rotate|reset|approve|re-?run|kick)\b.*)$|^mind (\w+ing .*)$|^i wonder(?: if|ed if) you (?:can|could|would) (.*)$|^(?:i'd|i would) (?:appreciate|be grateful) (?:it )?if you (?:can|could|would)? ?(.*)$|^it would be (?:great|nice|good|awesome|helpful|lovely|cool)(?: if (?:you|we|someone) (?:can|could|would)?| to)? ?(.*)$|^(?:be so kind (?:as|and) to?|do me a favor and|do me a favour and|make sure (?:to|you|that you|we|and)|be sure to|remember to|try to|try and|don't forget to|do not forget to|never forget to|ensure (?:you|that you|we)|you (?:should|must|need to|have to|can|may|could|might want to|better|will|ought to)(?: now| just| please| also)*|please|let's|lets|let us|time to|it's time to|feel free to|i'm asking you to|i ask you to|i order you to|i command you to|i am asking you to|your (?:task|job) is to|why don't (?:you|we)|why not(?: just)?|how about(?: we| you)?|we(?:'ll| will| should| must| have to| need to| gotta| ought to| better| had better| want to| can| could)(?: now| just| also| probably| really| go ahead and)*|i(?:'ll| will| have to| must| gotta|'ve got to)(?: now| just| also)* ?(?:need you to|have you)?|somebody|someone|you) (.*)$/
const NEGATED = /^(?:don't|do not|dont|never|no need to|no need for|no (?:restarts?|deploys?|changes?)\b|hands off|keep your hands off|(?:we|they) (?:must not|mustn't|won't|should not|shouldn't|are not allowed to|aren't allowed to)|you (?:don't|do not|must not|mustn't|shouldn't|should not|needn't|can't|may not) (?:need to |have to )?|please don't|(?:i|we) (?:don't|do not|dont|never|no longer)(?: really)? (?:want|need|like|wish)(?: you)?(?: to)?|(?:i|we) (?:wouldn't|would not|'d rather not|would rather not|'d rather you (?:didn't|not))(?: like| want)?(?: you)?(?: to)?|not to|avoid|without|under no circumstances|refrain from|let's not|lets not|stop short of|hold off on|hold off|rather than|instead of|not|(?:can|could|would|will) you (?:please )?not)\b ?(.*)$/
/** "Don't allow", "don't keep" ask for something all the same. */
const NEGATED_ORDER = /^(?:anyone|anybody|people|everyone|users|allow|let|permit|keep|leave|expose|grant|run more|have|use|accept|share|forget|hesitate|just|only|wait)\b/
const QUESTION: readonly (readonly [RegExp, Extract<Mood, { kind: 'question' }>['about']])[] = [
  [/^(?:difference between|differences between|vs|comparison of)\b/, 'what'], [/^(?:what about|how about|and what about|and how about)\b/, 'what-about'], [
    /^(?:why|how come|what(?:'s| is| was)? (?:causes|causing|caused|the reason|the cause|wrong|went wrong|broke|happened|failed|going on|up with|the (?:matter|issue|problem|root cause)))\b/,
    'why',
  ],
  [
    /^(?:how much (?:do|does|did|is|are|will|would|was|were|money|have|has|am|cost|credit|\w+ cost)|what(?:'s| is| are| was|s)? (?:\w+ ){0,3}(?:cost|costs|bill|price|pricing|spend|spending|budget|billing)\b|what (?:do|does|did) .{1,60} cost)/,
    'cost',
  ],
  [/^how many\b/, 'how-many'], [
    /^how (?:long|often|old|far|big|large|fast|much|full|is|are|was|were|has|have|did|does|do|'s|well|loaded|busy)\b|^how's\b|^hows\b/,
    'how',
  ],
  [/^(?:who|who's|whose|whom)\b/, 'who'], [
    /^(?:when|since when|until when|what time|at what time|what day)\b/, 'when',
  ], [/^(?:where|where's|wheres|whereabouts)\b/, 'where'],
  [
    /^(?:what|what's|whats|what're|which|wat|whut|in which|on which|to which|for which|at which|from which|with which|of which|by what|in what|to what|under what)\b/,
    'what',
  ],
  [
    /^(?:is|are|was|were|am|does|did|has|had|aren't|isn't|doesn't|didn't|hasn't|haven't|wasn't|weren't|will|would|should|could|can|might|may|must|shall|won't|shouldn't|couldn't)\b (?!you (?:please|pls)\b)/,
    'whether',
  ],
  [
    /^(?:do|have) (?:i|we|you|they|any|all|the|these|those|our|my|there|pods|it|both|users|people|changes|anyone|someone)\b(?! (?:a look))/,
    'whether',
  ], [/^how\b/, 'how'],
]
const DECLARATIVE = /^(?:i'm|i am|i was|i've|i have|i had|i tried|i try|i get|i got|i keep|i see|i saw|i cannot|i can't|i can not|i can|i could|i couldn't|i did|i don't|i didn't|i know|i run|i ran|i use|i used|i created|i deleted|i set|i made|i just|i recently|i think|i thought|i believe|i feel|i like|i love|i hate|i found|i noticed|i read|i heard|i work|i'm trying|i'd|we're|we are|we've|we have|we had|we were|we got|we get|we see|we saw|we use|we ran|we run|we did|we tried|we just|we noticed|we can't|we cannot|it|it's|its|this|that|that's|these|those|there's|there are|there is|there was|there were|he|she|they|you are|you're|nothing|something|someone (?:has|deleted|changed|restarted|stopped|removed)|somebody (?:has|deleted|changed)|everything|everyone is|everybody is|nobody|unable|cannot|can't|could not|couldn't|failed|failing|fails|error|errors|trouble|troubleshooting|problem|problems|issue with|issues with|getting|having|trying|wondering|looking for|struggling|facing|thanks|unexpected|because|since|when|while|after|as|although|though|my|our (?!team))\b/

/** What an operation is called as a thing, which then fails: "Upgrade to 3.4 failed", "build stuck in the queue". */
const BROKE_OFF = /^(?:(?:re)?builds?|(?:re)?deploys?|deployments?|upgrades?|updates?|restarts?|reboots?|rollbacks?|restores?|backups?|releases?|imports?|exports?|starts?|stops?|installs?|syncs?|runs?|tests?|merges?|push(?:es)?|pulls?|logins?|failovers?|resizes?|scale|delete|create|cancel|retry|copy|move|uploads?|downloads?|commits?|refresh|login|mount)(?: (?:to|of|from|in|on|for|via|with) [^ ,]+(?: [^ ,]+)?| (?:button|action|command|step|job|operation|request|hook|script)s?)? (?:failed|fails|failing|stuck|stalled|stops|stopped|hangs?|hung|crashed|crashes|freezes|froze|broken?|is|are|was|were|does|did|has|gets|got|takes|took|times out|timed out|unavailable|missing|ignored|impossible|slow|keeps|never|not|doesn't|didn't|isn't|wasn't|won't|can't|crashing|hanging)\b/
/** A sentence whose own verb says that something didn't go well; "restart what failed" is none. */
const WENT_WRONG = /^(?!.*\b(?:that|which|who|whose|what|whatever|why|how|whether|if|when|whenever|because|since|until|unless|where|so|anything|everything|the ones|make sure|ensure)\b)[^,;]{3,80}? (?:stopped working|(?:does|do|did)(?:n't| not) (?:work|help|exist|happen|respond|start|stop|change|appear|finish|return|show|let|allow)|fails|hangs|crashes|failed(?=[.!]?$| (?:with|to|after|due|again|on|at)\b)|timed out|times out|might (?:not |also )?(?:work|be|fail|lose|delete|have|cause|break|behave)|run(?:s|ning)? out of|takes (?:too|forever|ages|very|so|a long|more|over|\d)|(?:is|are) (?:being )?ignor(?:ed|ing)|(?:has|have) no effect|does nothing|didn't help|no luck)\b/

/** A title that names trouble or asks for a feature of somebody else's program: no order to this one. */
const TITLE = /^(?:(?:\[(?:feature|bug|regression|enhancement)\]|(?:feature request|feature|fr|rfe|enhancement|proposal|idea|bug(?: #?\d+)?) ?:) |support (?!ticket|team|case|plan|engineer|the |my |our |this )(?!.*\b(?:please|should|must|needs?)\b)|(?:impossible|insufficient|inconsistent|intermittent|unexpected|too many|ran into|ran out of) |duplicate (?:[\w-]+ ){1,2}(?:seen|left|found|created|after|since|in|on|when|during)\b)(?!.*,)/
/** "We raised the limit", "I've already tried …": what somebody did is told, not asked for. */
const DID = /^(?:i|we|they|he|she|somebody|someone|a colleague)(?:'ve|'d)?(?: (?:also|then|just|already|even|now|recently|have|had|accidentally|successfully|finally|only|once)){0,3} (?!need|wanted|needed|asked|wished|hoped|expected|required|feed|speed|bed|shed)(?:\w{2,}ed|ran|made|set up|took|went|saw|did|put|built|spent|lost|broke|wrote|sent|gave|got rid)\b/
/** A subject and its own verb: "the queue has been growing", "our nodes were replaced"; what ought to be is asked for. */
const SUBJECT_FIRST = /^(?!.*\b(?:should|must|needs?|ought|has to|have to|had better|please|pls|needed|required|wanted|due|want|wants|gone|to be)\b)(?:the|our|my|some|most|many|one|two|three|several|both|a|an|each|every|another|on some|all of|half of) [^,;?]{2,60}? (?:will (?:never|not)|won't|was|were|is|are|has|have|had|does|doesn't|did|didn't|isn't|aren't|wasn't|weren't|hasn't|haven't|can't|cannot|sat|went|keeps?|remains?|stays|seems?|looks|became|disappeared|vanished|expired|crashed|stopped|started|dropped|grew|jumped|doubled)\b/

/** `asks`: the sentence ended in a question mark. */
export function moodOf(words: string, asks: boolean): Mood {
  const text = stripFillers(words)
  const order = (rest: string, polite: boolean, doubtful = false): Mood => {
    // "tell me what would happen if …", "check whether it is up": the question inside is what is asked.
    const inner = /^(?:tell|show|check|see|find out|know|figure out|verify|look|remind|let me know|let us know|explain to)(?: me| us)?(?: about| up)? ((?:what|which|who|when|where|why|how|if|whether)\b.*)$/.exec(stripFillers(rest))
    if (/^remind (?:me|us)(?! to\b)/.test(stripFillers(rest))) return { kind: 'question', about: 'what', rest }
    if (inner) {
      const asked = inner[1] ?? ''
      if (/^(?:if|whether)\b/.test(asked)) return { kind: 'question', about: 'whether', rest: asked }
      const found = moodOf(asked, true)
      if (found.kind === 'question') return found
    }
    return { kind: 'order', rest: stripFillers(rest), polite, doubtful }
  }
  if (HOW_TO.test(text)) return { kind: 'question', about: 'how-to', rest: text }
  if (WHAT_IF.test(text)) return { kind: 'question', about: 'what-if', rest: text }
  const negated = NEGATED.exec(text)
  if (negated && !/^(?:don't|do not|never) forget/.test(text) && !/^(?:can|could|would|will)(?:n't| not) (?:you|u)/.test(text)) {
    const rest = stripFillers(negated[1] ?? '')
    // "I don't want the bucket to be public": what is not to be is taken away.
    if (/^(?:i|we) .{1,80} to (?:be (?:public|reachable|visible|open|readable|writable|exposed)|have access|see|read|reach)\b/.test(text)) return { kind: 'wish', rest: `not let ${rest}` }
    return NEGATED_ORDER.test(rest) ? { kind: 'wish', rest: `not ${rest}` } : { kind: 'negated', rest }
  }
  if (!REQUEST.test(text) && !PROPOSAL.test(text) && PERMISSION.test(text)) return { kind: 'question', about: 'permission', rest: text }
  const polite = MAY_I_HAVE.test(text) ? null : POLITE.exec(text)
  if (polite) {
    const rest = stripFillers(polite.slice(1).find((part) => part !== undefined) ?? '')
    const inner = /^(?:tell|show|explain|teach|help|advise|guide|walk)(?: me| us)? how\b/.test(rest)
    if (inner) return { kind: 'question', about: 'how-to', rest }
    if (NEGATED.test(rest) && !NEGATED_ORDER.test(rest)) return { kind: 'negated', rest }
    return order(
      rest, true,
      /^(?:can|could) we\b|^how about|^why (?:don't|not)|^(?:we|you) (?:can|could|might)|^i(?:'ll| will)|^you (?!should|must|need|have)/.test(text) && !/\b(?:please|pls|plz)\b/.test(text)
    )
  }
  const wish = MAY_I_HAVE.exec(text) ?? WISH.exec(text) ?? BE_ADDED.exec(text)
  if (wish) {
    const rest = stripFillers((wish[1] ?? '').replace(/^you to |^u to |^someone to /, 'to '))
    if (
      /^(?:to )?(?:know|learn|understand|see|find out|figure out|check|hear|ask)\b.{0,40}\b(?:how|whether|if|what|why|which|where)\b/.test(rest)
    ) return { kind: 'question', about: 'what', rest }
    const having = /^to (?:have|get|see) (.{1,80}\b(?!need|speed|feed)\w+(?:ed|down|up|off|gone)\b.{0,60})$/.exec(rest)
    if (having) return { kind: 'wish', rest: having[1] ?? rest }
    if (rest.startsWith('to ')) return order(rest.slice(3), true)
    return { kind: 'wish', rest }
  }
  for (const [pattern, about] of QUESTION) {
    if (
      pattern.test(text) && !(about === 'whether' && /^(?:will|would|can|could) (?:you|u)\b/.test(text))
    ) return { kind: 'question', about, rest: text }
  }
  if (DECLARATIVE.test(text) || DID.test(text) || BROKE_OFF.test(text) || WENT_WRONG.test(text) || SUBJECT_FIRST.test(text) || TITLE.test(text)) return { kind: 'statement', rest: text }
  return order(text, false, asks)
}
