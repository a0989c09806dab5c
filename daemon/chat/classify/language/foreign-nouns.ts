import type { Operation } from '../operation.ts'

/** What an order to look is about says better than its verb what kind of look it is: "muestra los registros", "покажи статус". */
const LOOKS: readonly (readonly [Operation, RegExp])[] = [
  ['logs', /(?<!\p{L})(?:logs?|protokolle?|journaux|registros|logboeken|логи|логов|журнал\p{L}*|dziennik\p{L}*|günlük\p{L}*|logg(?:ar|er|it)?|logy|logların?ı?|logi)(?!\p{L})|日志|ログ|로그|日誌|लॉग|লগ/u],
  ['explain', /(?<!\p{L})(?:hilfe|ayuda|aide|ajuda|aiuto|guida|hulp|справк\p{L}*|помощь|довідк\p{L}*|допомог\p{L}*|pomoc|yardım\p{L}*|bantuan|nápověd\p{L}*|hjälp|hjælp|hjelp|ajutor\p{L}*|dokumentation|documentación|documentation|documentação|documentazione|documentatie|документаци\p{L}*|dokumentacj\p{L}*|dokumentasi|belge\p{L}*)(?!\p{L})|帮助|ヘルプ|도움말|文档|ドキュメント|문서/u],
  ['diff', /(?<!\p{L})(?:unterschied\p{L}*|diferencias?|différences?|diferenças?|differenz[ae]|verschil\p{L}*|разниц\p{L}*|различия|різниц\p{L}*|różnic\p{L}*|fark\p{L}*|rozdíl\p{L}*|skillnad\p{L}*|perbedaan|diferențe\p{L}*)(?!\p{L})|差异|差分|区别|차이/u],
  ['status', /(?<!\p{L})(?:status|zustand|état|estado|stato|toestand|статус\p{L}*|состояни[ея]|стан|stanu?|durum\p{L}*|stav|tila|starea)(?!\p{L})|状态|状態|ステータス|상태|स्थिति|حالة/u],
  ['history', /(?<!\p{L})(?:verlauf|historial|historique|histórico|cronologia|geschiedenis|истори[яюи]|історі\p{L}*|histori[aęi]|geçmiş\p{L}*|riwayat|historik)(?!\p{L})|历史|履歴|기록|이력/u],
  ['cost', /(?<!\p{L})(?:kosten|rechnung|costes?|costos?|coûts?|factura|facture|custos?|costi|fattura|стоимост\p{L}*|затрат\p{L}*|расход\p{L}*|вартіст\p{L}*|витрат\p{L}*|koszt\p{L}*|maliyet\p{L}*|náklad\p{L}*|kostnad\p{L}*|biaya)(?!\p{L})|费用|花费|成本|料金|コスト|비용|요금/u],
  ['metrics', /(?<!\p{L})(?:cpu|auslastung|utilización|utilisation|utilização|utilizzo|belasting|нагрузк\p{L}*|загрузк[ау] процессора|obciążeni\p{L}*|метрик\p{L}*|metryk\p{L}*|métricas|métriques|metriken|metriche|metrieken)(?!\p{L})|指标|使用率|メトリクス|사용률|사용량/u],
]
const SEVERAL = /(?<!\p{L})(?:alle|sämtliche|liste|tous|toutes|todos|todas|tutti|tutte|les|los|las|os|as|gli|lista|listę|список|перелік|wszystkie|wszystkich|все|всі|tüm|bütün|listesi|semua|daftar|alla|všechny|seznam|toate|listado|elenco|lijst|overzicht)(?!\p{L})|所有|全部|列表|清单|一览|すべて|全て|一覧|リスト|모든|목록|सभी|सूची|সব|তালিকা|பட்டியல்|قائمة|فهرست/u

/** What kind of look an order to look is, by what is to be seen. */
export function lookAt(text: string, said: Operation): Operation {
  if (said !== 'get' && said !== 'list') return said
  return LOOKS.find(([, pattern]) => pattern.test(text))?.[0] ?? (SEVERAL.test(text) ? 'list' : said)
}
