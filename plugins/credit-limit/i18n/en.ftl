# What people read. Labels of the manifest are under the names of what they label.
credit-limit-over = { $contact } would owe { $after }, over the limit of { $limit }: raise the limit or take less.
credit-limit-not-higher = Give a limit above the present one.
customer = Customer
open = Open
limit = Limit
near-limit = Near the limit
over-limit = Over the limit
nobody = Nobody is near the limit.
section-contacts = Contacts
