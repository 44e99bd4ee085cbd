# Contacts: duplicates, merging, findings of imports, erasing.
contacts = Contacts
contacts-all = All contacts
contacts-duplicates = Duplicates
contacts-duplicates-none = No duplicates
contacts-duplicates-none-why = No two contacts share a number, an address or a name closely enough. Lower the likelihood to see weaker pairs.
contacts-least = At least this likely
contacts-likely = How likely they are one
contacts-judged = Forget { $count } judged apart
contacts-more = Look on
contacts-compare = Compare
contacts-apart = Not the same
contacts-reason-tax-number = same tax number
contacts-reason-bank-account = same bank account
contacts-reason-email = same e-mail
contacts-reason-phone = same phone
contacts-reason-same-name = same name
contacts-reason-similar-name = similar name
contacts-reason-place = same place
contacts-reason-birth-day = same day of birth
contacts-merge = Two contacts become one
contacts-side-by-side = Side by side
contacts-field = Field
contacts-stays = Stays
contacts-goes = Becomes a redirect
contacts-take = { $field } of { $name }
contacts-nothing = nothing
contacts-no-difference = No field differs.
contacts-together = both are kept, equal ones once
contacts-alike = Show { $count ->
    [one] { $count } field
   *[other] { $count } fields
} without a difference
contacts-alike-hide = Hide { $count ->
    [one] { $count } field
   *[other] { $count } fields
} without a difference
contacts-what = What happens
contacts-merge-why = { $loser } leads to { $survivor } from now on: documents, notes, tasks and roles move there. What is posted in the books keeps the old contact and is led on. Both states before stay in the audit log; a merge is not undone by a key.
contacts-swap = The other one stays
contacts-merge-do = Merge
contacts-merged = { $count ->
    [one] Merged into { $name }; { $count } row moved
   *[other] Merged into { $name }; { $count } rows moved
}
contacts-findings = Findings of imports
contacts-findings-none = Everything was recognised
contacts-imports-none = No contacts were imported
contacts-imports-none-why = What an import could not recognise will stand here, row by row.
contacts-import = Import
contacts-import-of = { $source }, { $at } ({ $count })
contacts-row = Row
contacts-column = Column
contacts-given = As given
contacts-finding = Finding
contacts-contact = Contact
contacts-severity-error = refused
contacts-severity-unresolved = kept as given
contacts-severity-note = worth knowing
contacts-erase = Erase a person
contacts-erase-when = For a person who asks that their data be deleted. To take a contact out of use, set it to inactive instead.
contacts-person = Person
contacts-erase-sure = { $name } will be erased
contacts-erase-goes = What goes
contacts-erase-goes-data = Name, day of birth, addresses, phones, e-mails, numbers and notes
contacts-erase-goes-around = Files, timeline and tasks of the contact
contacts-erase-stays = What stays
contacts-erase-stays-books = Entries and moves of goods, with a contact that has no name
contacts-erase-stays-audit = The audit log, which only administrators read
contacts-erase-final = Nobody can undo this.
contacts-erase-type = To be sure, type the name: { $name }
contacts-erase-do = Erase for good
contacts-erased = The person is erased. { $removed } things were removed, { $kept } rows of the books keep a bare reference.
