//! The files of Northwind, shaped so that the import takes them: numbers that meet get a prefix, the
//! contact person of a row gets a row of their own.

use super::{COMPANY, File};
use crate::service::Fault;
use crate::service::import::{Format, read};

const CUSTOMERS: &str = include_str!("../../../demo/northwind/customers.csv");
const SUPPLIERS: &str = include_str!("../../../demo/northwind/suppliers.csv");
const SHIPPERS: &str = include_str!("../../../demo/northwind/shippers.csv");
const EMPLOYEES: &str = include_str!("../../../demo/northwind/employees.csv");
const CATEGORIES: &str = include_str!("../../../demo/northwind/categories.csv");
const PRODUCTS: &str = include_str!("../../../demo/northwind/products.csv");
const CITIES: &str = include_str!("../../../demo/northwind/cities.csv");

/// The company itself.
pub(super) fn company() -> Result<File, Fault> {
    let content = format!("code,name,currency,country\n{COMPANY},Northwind Traders,USD,US\n");
    Ok(File {
        record_type: "company",
        source: "northwind company",
        content,
        map: &[],
        constants: &[],
        key_field: Some("code"),
    })
}

/// What companies share, in the order in which one refers to another.
pub(super) fn shared() -> Result<Vec<File>, Fault> {
    Ok(vec![
        // Northwind kept no tax numbers: its customers are kept all the same, with a finding each.
        File {
            record_type: "role-requirement",
            source: "northwind requirements",
            content: format!("company,role,needs,level\n{COMPANY},customer,tax-number,advise\n"),
            map: &[],
            constants: &[],
            key_field: None,
        },
        File {
            record_type: "city",
            source: "northwind/cities.csv",
            content: CITIES.to_owned(),
            map: &[],
            constants: &[],
            key_field: None,
        },
        File {
            record_type: "contact",
            source: "northwind itself",
            content: format!("code,name\n{COMPANY},Northwind Traders\n"),
            map: &[],
            constants: &[("kind", "organisation")],
            key_field: Some("code"),
        },
        File {
            record_type: "contact",
            source: "northwind/customers.csv",
            content: CUSTOMERS.to_owned(),
            map: &[("customer_id", "code"), ("contact_name", ""), ("contact_title", "")],
            constants: &[
                ("kind", "organisation"),
                ("roles.0.role", "customer"),
                ("roles.0.company", COMPANY),
                ("addresses.0.purpose", "main"),
            ],
            key_field: Some("code"),
        },
        File {
            record_type: "contact",
            source: "northwind/suppliers.csv",
            content: derived(SUPPLIERS, |cell| {
                let mut row: Vec<(&str, String)> = SUPPLIER_COLUMNS.map(|name| (name, cell(name))).to_vec();
                row.push(("code", format!("SUP-{}", cell("supplier_id"))));
                row
            })?,
            map: &[],
            constants: &[
                ("kind", "organisation"),
                ("roles.0.role", "supplier"),
                ("roles.0.company", COMPANY),
                ("addresses.0.purpose", "main"),
            ],
            key_field: Some("code"),
        },
        File {
            record_type: "contact",
            source: "northwind/shippers.csv",
            content: derived(SHIPPERS, |cell| {
                vec![
                    ("code", format!("SHIP-{}", cell("shipper_id"))),
                    ("company_name", cell("company_name")),
                    ("phone", cell("phone")),
                ]
            })?,
            map: &[],
            constants: &[
                ("kind", "organisation"),
                ("roles.0.role", "carrier"),
                ("roles.0.company", COMPANY),
                ("roles.1.role", "supplier"),
                ("roles.1.company", COMPANY),
            ],
            key_field: Some("code"),
        },
        persons("northwind/customers.csv, contact persons", CUSTOMERS, "customer_id", "")?,
        persons("northwind/suppliers.csv, contact persons", SUPPLIERS, "supplier_id", "SUP-")?,
        employees()?,
        users()?,
        File {
            record_type: "uom",
            source: "northwind units",
            content: "code,name,category\nC62,Piece,unit\n".to_owned(),
            map: &[],
            constants: &[],
            key_field: Some("code"),
        },
        categories()?,
        products()?,
    ])
}

const SUPPLIER_COLUMNS: [&str; 9] =
    ["company_name", "address", "city", "region", "postal_code", "country", "phone", "fax", "homepage"];

fn persons(source: &'static str, file: &str, id: &str, prefix: &str) -> Result<File, Fault> {
    Ok(File {
        record_type: "contact",
        source,
        content: derived(file, |cell| {
            let employer = format!("{prefix}{}", cell(id));
            vec![
                ("code", format!("{employer}/1")),
                ("name", cell("contact_name")),
                ("contact_title", cell("contact_title")),
                ("employer", employer),
            ]
        })?,
        map: &[],
        constants: &[("kind", "person"), ("roles.0.role", "contact-person")],
        key_field: Some("code"),
    })
}

fn employees() -> Result<File, Fault> {
    Ok(File {
        record_type: "contact",
        source: "northwind/employees.csv",
        content: derived(&superiors_first(EMPLOYEES)?, |cell| {
            let copied = [
                "first_name",
                "last_name",
                "title",
                "title_of_courtesy",
                "birth_date",
                "hire_date",
                "address",
            ];
            let mut row: Vec<(&str, String)> = copied.map(|name| (name, cell(name))).to_vec();
            row.extend(
                ["city", "region", "postal_code", "country", "home_phone"].map(|name| (name, cell(name))),
            );
            row.push(("code", format!("EMP-{}", cell("employee_id"))));
            row.push(("desk", format!("ext. {}", cell("extension"))));
            row.push(("extension", cell("extension")));
            row.push(("reports_to", prefixed("EMP-", &cell("reports_to"))));
            row
        })?,
        map: &[("desk", "phones.1.given"), ("extension", "phones.1.extension")],
        constants: &[
            ("kind", "person"),
            ("employer", COMPANY),
            ("roles.0.role", "employee"),
            ("roles.0.company", COMPANY),
            ("addresses.0.purpose", "home"),
            ("phones.0.kind", "home"),
            ("phones.1.kind", "work"),
        ],
        key_field: Some("code"),
    })
}

/// Logins: `nancy.davolio`. They have no password until an administrator gives one.
fn users() -> Result<File, Fault> {
    let names: Vec<(String, String)> = {
        let mut all = Vec::new();
        derived(EMPLOYEES, |cell| {
            all.push((cell("employee_id"), format!("{} {}", cell("first_name"), cell("last_name"))));
            Vec::new()
        })?;
        all
    };
    let name_of = |id: &str| names.iter().find(|(other, _)| other == id).map(|(_, name)| name.clone());
    Ok(File {
        record_type: "user",
        source: "northwind/employees.csv, users",
        content: derived(&superiors_first(EMPLOYEES)?, |cell| {
            vec![
                ("login", format!("{}.{}", cell("first_name"), cell("last_name")).to_lowercase()),
                ("name", format!("{} {}", cell("first_name"), cell("last_name"))),
                ("contact", format!("EMP-{}", cell("employee_id"))),
                ("manager", name_of(&cell("reports_to")).unwrap_or_default()),
            ]
        })?,
        map: &[],
        constants: &[("roles.0.role", "sales"), ("roles.0.company", COMPANY)],
        key_field: Some("login"),
    })
}

/// Number and login of each employee.
pub(super) fn logins() -> Result<Vec<(String, String)>, Fault> {
    let mut logins = Vec::new();
    derived(EMPLOYEES, |cell| {
        let login = format!("{}.{}", cell("first_name"), cell("last_name")).to_lowercase();
        logins.push((cell("employee_id"), login));
        Vec::new()
    })?;
    Ok(logins)
}

fn categories() -> Result<File, Fault> {
    Ok(File {
        record_type: "item-category",
        source: "northwind/categories.csv",
        content: derived(CATEGORIES, |cell| {
            vec![("code", format!("NW-{}", cell("category_id"))), ("name", cell("category_name"))]
        })?,
        map: &[],
        constants: &[],
        key_field: Some("code"),
    })
}

fn products() -> Result<File, Fault> {
    Ok(File {
        record_type: "item",
        source: "northwind/products.csv",
        content: derived(PRODUCTS, |cell| {
            let mut lines = vec![cell("quantity_per_unit"), format!("Supplier SUP-{}", cell("supplier_id"))];
            for (column, words) in [("reorder_level", "Reorder level"), ("units_on_order", "On order")] {
                if cell(column) != "0" {
                    lines.push(format!("{words} {}", cell(column)));
                }
            }
            if cell("discontinued") == "1" {
                lines.push("Discontinued".to_owned());
            }
            vec![
                ("code", item_code(&cell("product_id"))),
                ("name", cell("product_name")),
                ("category", format!("NW-{}", cell("category_id"))),
                ("list_price", cell("unit_price")),
                ("description", lines.join("\n")),
            ]
        })?,
        map: &[],
        constants: &[("uom", "C62"), ("kind", "goods"), ("costing", "average")],
        key_field: Some("code"),
    })
}

/// Code of the item that a product becomes.
pub(super) fn item_code(product_id: &str) -> String {
    format!("NW-{product_id:0>2}")
}

/// The warehouse and the places that goods come from and go to.
pub(super) fn warehouse() -> File {
    File {
        record_type: "warehouse",
        source: "northwind warehouse",
        content: "code,name\nMAIN,Main warehouse\n".to_owned(),
        map: &[],
        constants: &[],
        key_field: Some("code"),
    }
}

/// See [`warehouse`].
pub(super) fn places() -> File {
    File {
        record_type: "location",
        source: "northwind places",
        content: "code,name,kind,warehouse\n\
                  STOCK,Stock,internal,MAIN\n\
                  SUPPLIERS,Suppliers,supplier,\n\
                  CUSTOMERS,Customers,customer,\n\
                  LOSS,Loss and count differences,loss,\n\
                  TRANSIT,On the way,transit,\n"
            .to_owned(),
        map: &[],
        constants: &[],
        key_field: Some("code"),
    }
}

/// What lies in stock: item code, units, list price. Items of which nothing is there are left out.
pub(super) fn opening_stock() -> Result<Vec<(String, String, String)>, Fault> {
    let mut lines = Vec::new();
    derived(PRODUCTS, |cell| {
        if cell("units_in_stock") != "0" {
            lines.push((item_code(&cell("product_id")), cell("units_in_stock"), cell("unit_price")));
        }
        Vec::new()
    })?;
    Ok(lines)
}

/// A table made of another, row by row, in the same order.
fn derived<'a>(
    file: &str,
    mut row: impl FnMut(&dyn Fn(&str) -> String) -> Vec<(&'a str, String)>,
) -> Result<String, Fault> {
    let table = read(Format::Csv, file)?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let write = |error: csv::Error| Fault::internal(format!("the demo's table cannot be written: {error}"));
    for (index, (_, cells)) in table.rows.iter().enumerate() {
        let cell = |name: &str| -> String {
            let at = table.headers.iter().position(|header| header == name);
            at.and_then(|at| cells.get(at)).cloned().unwrap_or_default()
        };
        let made = row(&cell);
        if index == 0 {
            writer.write_record(made.iter().map(|(name, _)| *name)).map_err(write)?;
        }
        writer.write_record(made.iter().map(|(_, text)| text)).map_err(write)?;
    }
    let bytes = writer.into_inner().map_err(|error| Fault::internal(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Fault::internal(error.to_string()))
}

/// The employees in an order in which each superior stands before who reports to them.
fn superiors_first(file: &str) -> Result<String, Fault> {
    let table = read(Format::Csv, file)?;
    let column = |name: &str| table.headers.iter().position(|header| header == name).unwrap_or_default();
    let (id, superior) = (column("employee_id"), column("reports_to"));
    let mut waiting: Vec<&Vec<String>> = table.rows.iter().map(|(_, cells)| cells).collect();
    let mut ordered: Vec<&Vec<String>> = Vec::new();
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|cells| {
            let ready =
                cells[superior].is_empty() || ordered.iter().any(|other| other[id] == cells[superior]);
            if ready {
                ordered.push(cells);
            }
            !ready
        });
        if waiting.len() == before {
            return Err(Fault::internal("the demo's employees report in a circle"));
        }
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let write = |error: csv::Error| Fault::internal(error.to_string());
    writer.write_record(&table.headers).map_err(write)?;
    for cells in ordered {
        writer.write_record(cells).map_err(write)?;
    }
    let bytes = writer.into_inner().map_err(|error| Fault::internal(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Fault::internal(error.to_string()))
}

fn prefixed(prefix: &str, id: &str) -> String {
    if id.is_empty() { String::new() } else { format!("{prefix}{id}") }
}
