# Какво виждат хората. Етикетите от plugin.toml са под имената на това, което назовават; накрая са съобщенията на кода.

## Видове записи

ext-sales-order-opportunity = Сделка
    .help = За какво е направена тази оферта.
ext-crm-opportunity-quotations = Оферти
    .help = Колко са в сила, тоест не са анулирани.
ext-crm-opportunity-won-by-order = Спечелена с поръчка
    .help = Приключена като спечелена, защото офертите ѝ са потвърдени.

## Действия

action-new-quotation = Нова оферта
    .help = Прави оферта за клиента на сделката.
action-new-quotation-reference = Номер при клиента
action-new-quotation-valid-to = Валидна до
action-new-quotation-lines = Редове
action-new-quotation-lines-item = Артикул
action-new-quotation-lines-quantity = Количество
action-new-quotation-lines-price = Цена
    .help = За единица, без данък; ако липсва, от ценовата листа.
action-new-quotation-answer-order = Оферта

## Страници, меню, справки, роли, събития, задания

page-quotations = Оферти
event-quotations-changed = Офертите на сделка се промениха

## Съобщения

new-quotation = Нова оферта
crm-sales-opportunity-lost = Сделката е загубена: първо я преместете в етап в работа.
crm-sales-no-record = Този панел стои върху сделка.
