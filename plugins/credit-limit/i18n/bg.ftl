# Какво виждат хората. Етикетите от манифеста са под имената на това, което назовават.
credit-limit-over = { $contact } ще дължи { $after } при лимит { $limit }: вдигнете лимита или намалете сумата.
credit-limit-not-higher = Въведете лимит над сегашния.
customer = Клиент
open = Дължи
limit = Лимит
near-limit = Близо до лимита
over-limit = Над лимита
nobody = Никой не е близо до лимита.

plugin = Кредитен лимит
ext-contact-limit = Кредитен лимит
    .help = Във валутата на фирмата; празно значи без лимит.
ext-contact-near = Близо до лимита
    .help = При последния нощен преглед е дължал поне дела от лимита, от който се предупреждава.
type-raise = Вдигане на лимит
type-raise-contact = Клиент
type-raise-limit = Лимит
type-raise-reason = Причина
type-raise-used = Използвано
setting-warn-percent = Предупреждавай от този дял на лимита
action-raise-limit = Вдигни лимита
    .confirm = Да се вдигне ли лимитът?
action-raise-limit-limit = Лимит
action-raise-limit-reason = Причина
action-raise-limit-answer-open = Дължи
event-limit-raised = Лимит беше вдигнат
section-contacts = Контакти
