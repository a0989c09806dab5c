import { rowsOf, type Verb, type VerbTable, verbsIn } from './verb-table.ts'

/** What an infinitive's ending becomes in an order: the infinitive, the familiar and the polite form, the third person. */
const ENDINGS: Readonly<Record<'spanish' | 'portuguese' | 'french' | 'italian' | 'catalan', readonly (readonly [string, readonly string[]])[]>> = {
  spanish: [['car', ['car', 'ca', 'que']], ['gar', ['gar', 'ga', 'gue']], ['zar', ['zar', 'za', 'ce']], ['ar', ['ar', 'a', 'e', 'á']], ['er', ['er', 'e', 'a']], ['ir', ['ir', 'e', 'a']]],
  portuguese: [['car', ['car', 'ca', 'que']], ['gar', ['gar', 'ga', 'gue']], ['ar', ['ar', 'a', 'e']], ['er', ['er', 'e', 'a']], ['ir', ['ir', 'e', 'i', 'a']]],
  french: [['er', ['er', 'e', 'ez']], ['ir', ['ir', 'is', 'it', 'issez']], ['re', ['re', 's', 't', 'ez']]],
  italian: [['care', ['care', 'ca', 'chi']], ['gare', ['gare', 'ga', 'ghi']], ['iare', ['iare', 'ia', 'i']], ['are', ['are', 'a', 'i']], ['ere', ['ere', 'e', 'i']], ['ire', ['ire', 'e', 'i', 'isce', 'isci']]],
  catalan: [['ar', ['ar', 'a', 'eu']], ['ir', ['ir', 'eix', 'iu']], ['re', ['re', 'eu']]],
}
type Language = keyof typeof ENDINGS

/** Infinitives of regular verbs; what is irregular stands in `IRREGULAR` as it is said. */
const REGULAR: Readonly<Record<Language, VerbTable>> = {
  spanish: {
    delete: 'eliminar borrar quitar descartar remover liberar expulsar purgar vaciar limpiar desechar', create: 'crear añadir agregar generar construir compilar inicializar registrar emitir solicitar empaquetar dividir insertar producir',
    update: 'actualizar modificar cambiar editar reemplazar convertir formatear reformatear transformar traducir codificar decodificar cifrar descifrar encriptar desencriptar firmar optimizar limitar sobrescribir anular extender expandir concatenar recompilar marcar grabar guardar escribir sincronizar rellenar normalizar',
    'set-config': 'configurar ajustar utilizar usar seleccionar asignar especificar fijar', run: 'realizar enviar llamar invocar lanzar probar interpretar', stop: 'cancelar abortar matar', start: 'reanudar retomar', restart: 'recargar',
    deploy: 'aplicar implementar', copy: 'copiar transferir', export: 'comprimir volcar archivar', restore: 'descomprimir extraer recuperar', import: 'cargar importar', attach: 'montar adjuntar', detach: 'desmontar desconectar separar',
    get: 'visualizar consultar leer imprimir informar reportar devolver contar recoger', list: 'enumerar listar', search: 'escanear rastrear filtrar detectar averiguar localizar', status: 'supervisar vigilar monitorizar esperar',
    validate: 'validar', simulate: 'previsualizar simular renderizar', explain: 'analizar depurar', cost: 'estimar calcular', lock: 'bloquear desbloquear', merge: 'combinar fusionar mezclar', connect: 'acceder', query: 'consultar',
    rollback: 'retroceder', comment: 'comentar', authenticate: 'autenticar', rotate: 'rotar',
  },
  portuguese: {
    delete: 'excluir apagar remover deletar limpar descartar expulsar desinstalar purgar', create: 'criar compilar inicializar emitir empacotar solicitar registrar gerar construir montar dividir inserir',
    update: 'atualizar modificar substituir converter formatar reformatar codificar decodificar criptografar descriptografar assinar otimizar limitar mudar marcar gravar escrever alterar redefinir sobrescrever concatenar extrapolar salvar editar transformar sincronizar anexar',
    'set-config': 'definir usar utilizar especificar selecionar escolher atribuir', run: 'rodar realizar enviar chamar testar invocar', stop: 'cancelar desligar finalizar encerrar matar abortar', start: 'iniciar retomar ligar', restart: 'recarregar',
    deploy: 'aplicar implantar', copy: 'copiar', move: 'mover transferir renomear', export: 'comprimir compactar despejar exportar arquivar', restore: 'descompactar extrair recuperar', import: 'carregar importar', attach: 'juntar', detach: 'desmontar desconectar ejetar',
    get: 'visualizar exibir relatar imprimir consultar mostrar retornar contar', search: 'filtrar encontrar achar escanear localizar pesquisar procurar', status: 'monitorar acompanhar vigiar', validate: 'validar', simulate: 'renderizar simular', explain: 'analisar depurar',
    lock: 'bloquear desbloquear', logs: 'rastrear', list: 'listar', connect: 'abrir conectar', cost: 'calcular estimar', merge: 'mesclar combinar', grant: 'permitir', revoke: 'negar', rotate: 'rotacionar',
  },
  french: {
    delete: 'supprimer effacer retirer nettoyer libérer purger', create: 'créer générer compiler initialiser ajouter demander diviser insérer empaqueter', update: 'convertir formater chiffrer déchiffrer décrypter optimiser pousser marquer transformer changer concaténer limiter signer encoder décoder enregistrer écraser tronquer',
    'set-config': 'utiliser spécifier sélectionner régler', run: 'envoyer appeler tester invoquer effectuer', stop: 'terminer annuler tuer quitter', start: 'commencer', restart: 'recharger', deploy: 'appliquer',
    copy: 'copier', export: 'compresser sauvegarder archiver exporter', restore: 'décompresser', import: 'charger', attach: 'monter attacher', detach: 'démonter détacher déconnecter', get: 'récupérer compter afficher', search: 'scanner filtrer détecter localiser',
    status: 'surveiller', validate: 'valider', simulate: 'prévisualiser simuler', explain: 'analyser déboguer craquer', lock: 'verrouiller déverrouiller bloquer', connect: 'ouvrir connecter', list: 'lister énumérer', cost: 'calculer estimer', refresh: 'synchroniser rafraîchir', merge: 'fusionner combiner',
  },
  italian: {
    delete: 'eliminare cancellare pulire scartare svuotare rimuovere', create: 'creare generare compilare inizializzare emettere costruire registrare', update: 'aggiornare modificare cambiare convertire formattare riformattare firmare crittografare cifrare decifrare ottimizzare limitare reimpostare scrivere risolvere sovrascrivere concatenare codificare decodificare catturare marcare',
    'set-config': 'usare utilizzare specificare selezionare riconfigurare', run: 'eseguire inviare testare chiamare lanciare effettuare', stop: 'terminare annullare uscire', start: 'riprendere', restart: 'ricaricare', deploy: 'applicare implementare',
    copy: 'sincronizzare scaricare', export: 'comprimere', restore: 'estrarre decomprimere', import: 'caricare popolare', attach: 'montare collegare allegare', detach: 'smontare disconnettere scollegare', get: 'mostrare visualizzare stampare leggere ispezionare recuperare restituire riportare contare ottenere', search: 'cercare trovare scansionare filtrare rilevare scannerizzare',
    status: 'controllare monitorare aspettare osservare', validate: 'verificare convalidare', simulate: 'renderizzare simulare', explain: 'analizzare', authenticate: 'accedere', connect: 'aprire', query: 'interrogare', rotate: 'ruotare', lock: 'bloccare sbloccare', cost: 'calcolare stimare', grant: 'permettere concedere', revoke: 'negare',
  },
  catalan: {
    delete: 'eliminar esborrar', create: 'crear', update: 'actualitzar modificar canviar limitar', list: 'llistar', get: 'mostrar', copy: 'descarregar copiar', run: 'executar enviar', stop: 'apagar aturar matar', search: 'buscar cercar', install: 'instal·lar', 'set-config': 'utilitzar configurar', restart: 'reiniciar', start: 'iniciar', status: 'comprovar',
  },
}

const IRREGULAR: VerbTable = {
  delete: 'detruis suppression mata', create: 'construye construir construit construis construisez construisent construire construís constrói fais créé cree afegeix afegir crees costruisci costruisce produce', update: 'convierte convierta convertis extiende sustituye mets mettez écrit écris écrire écrivez écrivent rends rend descifra réécrit escribe scrive escriu mise mise-à-jour',
  'set-config': 'estableix défini définit', run: 'envía envie prueba faites haga realiza faz faça invia', stop: 'detiene detén éteins éteint éteignez éteindre surt esci sale salir salga deté para', start: 'comience reprends reprend reprenez reprendre riprende', restart: 'recarga', deploy: 'despliega publie',
  restore: 'extrae extraer extraiga extrais extrait extraire extrayez extrai extrair extraia estrai estrae restablece restableix', detach: 'desconecta',
  get: 'lee lees lê leia lit lis lire lisez ver vea vê obtient obtiens obtenez obtenir obtiene obtenga obtengo obtén obtém obtenha ottieni ottiene dá muéstrame muéstreme devuelve recopila imprimeix cuenta',
  search: 'averigua encuentra', copy: 'descarga télécharge', export: 'vuelca', rollback: 'revient reviens revenez retrocede', move: 'transfiere transfere', authenticate: 'connectez-vous connexion identifie-toi', connect: 'apre apri abre abra abrir ouvre ouvrez ouvrir conéctate conectarse obre rejoins rejoint', cost: 'calcola', explain: 'analisa depura', undo: 'deshaz desfaz annule',
  grant: 'permet otorga concède dai', list: 'énumère', logs: 'sigue segui segue suis suit suivez suivre', status: 'vigila attends attend attendre surveille comprova', merge: 'fusiona', simulate: 'prévisualise', query: 'interroge interroger',
}

/** The words of an order in Romance languages. */
export const romanceVerbs = (): Verb[] => [
  ...verbsIn(rowsOf(IRREGULAR)),
  ...(Object.entries(REGULAR) as [Language, VerbTable][]).flatMap(([language, table]) =>
    verbsIn(rowsOf(table)).flatMap(([lemma, operation]) => formsOf(lemma, language).map((form): Verb => [form, operation]))),
]

function formsOf(lemma: string, language: Language): string[] {
  const found = ENDINGS[language].find(([ending]) => lemma.endsWith(ending))
  if (found === undefined) return [lemma]
  const stem = lemma.slice(0, -found[0].length)
  return found[1].map((ending) => stem + ending)
}
