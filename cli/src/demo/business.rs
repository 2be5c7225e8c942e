//! The agency's clients and their places.

use serde_json::{Value as Json, json};

use super::Place;
use crate::command::Failure;
use crate::inside::{Client, text};

/// Makes the two clients and three locations. Gives the clients, and the first location of each.
pub async fn make(admin: &Client<'_>, agency: &str) -> Result<(Vec<Place>, Vec<String>), Failure> {
    let (mut places, mut locations) = (Vec::new(), Vec::new());
    for (client, its_locations) in clients(agency) {
        let name = text(&client, "name")?;
        let id = text(&admin.post("/api/clients", client).await?, "id")?;
        let mut first = None;
        for mut location in its_locations {
            if let Some(members) = location.as_object_mut() {
                members.insert("client_id".to_owned(), json!(id));
            }
            let made = text(&admin.post("/api/locations", location).await?, "id")?;
            first.get_or_insert(made);
        }
        locations.extend(first);
        places.push(Place { id, name });
    }
    Ok((places, locations))
}

fn clients(agency: &str) -> [(Json, Vec<Json>); 2] {
    let harbour = json!({
        "agency_id": agency, "name": "Harbour Hall", "legal_name": "Harbour Hall GmbH", "industry": "Event venues",
        "email": "hello@harbourhall.example", "website": "https://harbourhall.example", "timezone": "Europe/Berlin",
        "locale": "en", "currency": "EUR",
    });
    let movers = json!({
        "agency_id": agency, "name": "Sparrow Movers", "legal_name": "Sparrow Removals Ltd", "industry": "Removals",
        "email": "hello@sparrowmovers.example", "website": "https://sparrowmovers.example",
        "timezone": "Europe/London", "locale": "en", "currency": "GBP",
    });
    let locations = vec![
        json!({"name": "Great Hall", "location_type": "VENUE", "code": "GH", "capacity": 420}),
        json!({"name": "Pier Pavilion", "location_type": "VENUE", "code": "PP", "capacity": 120}),
    ];
    let depot = vec![json!({"name": "Southwark Depot", "location_type": "WAREHOUSE", "code": "SWK", "capacity": 900})];
    [(harbour, locations), (movers, depot)]
}
