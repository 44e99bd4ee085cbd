# Внасяне на данни: файлове в записи, какво е направено и връщането му.
import = Внасяне на данни
import-new = Внасяне от файл
import-title = Внасяне: { $type }
import-what = Какво ще внасяте?
import-all-types = Всички { $count } вида записи
import-batches = Досегашни внасяния
import-none = Още нищо не е внасяно
import-none-why = Всяко внасяне остава в този списък и може да се върне изцяло.
import-file = Файл
import-records = Записи
import-when = Кога
import-state = Състояние
import-done = Внесено
import-undone = Върнато
import-undone-at = Всичко създадено от това внасяне е премахнато на { $at }.
import-undone-all = Всичко създадено от това внасяне е премахнато.
import-step-file = Файл
import-step-columns = Колони
import-step-check = Проверка
import-step-result = Резултат
import-steps = Стъпки на внасянето
import-step = Стъпка { $number } от { $of }: { $name }
import-drop = Пуснете файл тук или поставете клетки от електронна таблица
import-drop-why = CSV или XLSX, до 100 000 реда. Първият ред съдържа имената на колоните. Нищо не се записва, преди да го прегледате.
import-choose = Избор на файл
import-template = Изтегляне на образец
import-pasted = Поставени клетки
import-begun = Започнахте с { $name }.
import-go-on = Продължете с него
import-columns-why = { $source }: { $rows } реда. Посочете кое поле отговаря на всяка колона; изборът се помни за следващия файл.
import-column = Колона
import-samples = Например
import-field = Отива в
import-field-of = Поле за колоната { $column }
import-field-twice = Там вече отива { $column }
import-left-out = Пропусната
import-guessed = Разпозната
import-chosen = Избрана
import-own-fields = Полета на записа
import-line-fields = Полета на редовете му
import-more = Каквото липсва във файла
import-key = Разпознава се по
import-key-why = Запис със същата стойност се променя, а не се създава повторно.
import-key-none = Всеки ред създава нов запис
import-country = Държава на телефоните
import-country-why = За номера без код на държава в редове без адрес.
import-constants = Еднакво за всички редове
import-constants-why = Освен ако колона не даде друга стойност.
import-constant-add = Добавяне на поле с една стойност за всички редове
import-constant-remove = Премахване на { $field }
import-missing = Тези полета са задължителни, а никоя колона не отива в тях
import-check = Проверка на редовете
import-check-again = Нова проверка
import-checking = Проверява се; нищо не се записва.
import-running = Внася се…
import-progress = { $done } от { $total } реда
import-unchecked = Редовете още не са проверени.
import-all-good = Всички редове могат да се внесат.
import-not-mendable = Клетките на този файл не могат да се поправят тук. Поправете го в електронната таблица и го изберете отново.
import-shown-rows = Показани редове
import-only-refused = Отхвърлени ({ $count })
import-only-told = Със забележки ({ $count })
import-all-rows = Всички ({ $count })
import-mend-why = Натиснете Enter в клетка, за да я поправите, и проверете отново.
import-cells = Клетки на файла
import-cell = { $column }, ред { $row }
import-mended = Променено; проверете отново
import-run = { $count ->
    [one] Внасяне на реда
   *[other] Внасяне на всички { $count } реда
}
import-run-good = { $count ->
    [one] Внасяне само на редовния ред
   *[other] Внасяне само на { $count } редовни реда
}
import-download-refused = { $count ->
    [one] Изтегляне на отхвърления ред
   *[other] Изтегляне на { $count } отхвърлени реда
}
import-refused-file = отхвърлени
import-why = какво не е наред
import-rows = Редове
import-created = Създадени
import-would-create = Ще се създадат
import-updated = Променени
import-would-update = Ще се променят
import-unchanged = Без промяна
import-failed = Отхвърлени
import-done-all = Всичко е внесено
import-done-some = { $failed ->
    [one] Внесено, без един ред
   *[other] Внесено, без { $failed } реда
}
import-done-some-why = Изтеглете отхвърлените редове, поправете ги и внесете този файл.
import-show = Към: { $type }
import-another = Внасяне на друг файл
import-undo = Връщане
import-undo-title = Да се върне ли внасянето на { $source }?
import-undo-why = { $count ->
    [one] Създаденият запис ще бъде премахнат.
   *[other] Ще бъдат премахнати всички { $count } създадени записа.
 } Ако някой от тях е променян или се използва другаде, не се премахва нищо и ще видите защо.
import-undo-yes = { $count ->
    [one] Премахване на записа
   *[other] Премахване на { $count } записа
}
import-undo-done = { $count ->
    [one] Върнато: премахнат е един запис
   *[other] Върнато: премахнати са { $count } записа
}
import-findings = Забележки
import-no-findings = Няма забележки.
import-all-findings = Всички
import-error = Отхвърлено
import-unresolved = Запазено, както е дадено
import-note = За сведение
import-row = Ред
import-given = Дадено
import-finding = Какво да се направи
import-kind = Вид
import-shown = { $shown } от { $total }
