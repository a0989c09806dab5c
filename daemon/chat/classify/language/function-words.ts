/** Words that are neither a name nor a kind: a target never begins or ends with one. */
export const FUNCTION_WORDS = new Set(('the a an my our your his her its their this that these those all any every each some no both '
  + 'either neither of in on at to from for with without by into onto over under between about as per via than then and or but if so '
  + 'because while until unless '
  + 'is are was were be been being am do does did have has had will would can could should shall may might must not n\'t please pls now '
    + 'again too also just only still already right here there up down off out back away more less fewer most least another other others '
    + 'new old current currently '
  + 'latest last next previous first second one ones two three four five six seven eight nine ten it them they me us you we i he she him '
    + 'who what which where when why how whose one\'s same different whole entire rest everything anything something nothing everyone '
    + 'anyone today yesterday tomorrow tonight '
  + 'week month year day hour minute ago since before after during once immediately asap soon later quickly gracefully permanently '
    + 'completely via using use named called instead rather really very much many few lot lots bit kind sort type them\'s existing '
    + 'specific given single multiple several entire own following '
  + 'go going goes went gone get got gets make makes made let lets want wants need needs like looks tell give show list thanks thank '
    + 'older newer oldest newest bigger smaller larger longer running stopped failing failed broken down available active unused idle '
    + 'empty big large small huge high low fast slow extra additional additionally gb mb tb gi mi percent % times twice x '
  + 'don\'t doesn\'t isn\'t aren\'t that\'s it\'s what\'s who\'s there\'s i\'d i\'m we\'re you\'re let\'s at least at most exactly '
    + 'around roughly about approximately along together each').split(' '))
/** Where the thing is, rather than what it is. */
export const PLACES: ReadonlySet<string> = new Set(
  [
    'in', 'on', 'at', 'from', 'under', 'within', 'inside', 'across', 'for', 'to', 'into', 'onto', 'of', 'by', 'with', 'as', 'using', 'via',
    'through', 'and', 'or', 'but', 'then', 'if', 'when', 'because', 'so', 'until', 'after', 'before', 'between', 'that', 'which', 'whose',
    'where', 'since', 'during', 'without', 'than', 'has', 'have', 'is', 'are', 'was', 'were', 'should', 'must', 'needs', 'need', 'not',
  ]
)
