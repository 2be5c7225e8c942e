//! A salon that can be booked: services, staff with their hours, and a widget for its website.

use serde_json::{Value as Json, json};

use crate::command::Failure;
use crate::inside::{Client, text};

/// What pages need to know of the salon.
pub struct Salon {
    /// The client.
    pub client: String,
    /// The key of its widget.
    pub key: String,
}

/// Who works there: name, and the hours of a day in minutes since midnight.
const PEOPLE: &[(&str, &[(i64, i64)])] =
    &[("Mia Sommer", &[(540, 780), (840, 1200)]), ("Jonas Adler", &[(600, 1200)]), ("Leyla Demir", &[(540, 1080)])];
/// When it is open.
const DAYS: &[&str] = &["TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"];

/// Makes it.
pub async fn make(admin: &Client<'_>, agency: &str) -> Result<Salon, Failure> {
    let salon = json!({
        "agency_id": agency, "name": "Salon Aurora", "industry": "Hairdressers", "email": "hello@aurora.example",
        "phone": "+49305550123", "timezone": "Europe/Berlin", "locale": "en", "currency": "EUR",
    });
    let client = text(&admin.post("/api/clients", salon).await?, "id")?;
    let location =
        json!({"client_id": client, "name": "Lindenstraße 12, Berlin", "location_type": "BRANCH", "code": "L12"});
    let location = text(&admin.post("/api/locations", location).await?, "id")?;
    let room = json!({"client_id": client, "location_id": location, "name": "Colour studio", "capacity": 2});
    let room = text(&admin.post("/api/rooms", room).await?, "id")?;
    let staff = people(admin, &client, &location).await?;
    for (position, mut service) in services().into_iter().enumerate() {
        let Some(members) = service.as_object_mut() else { continue };
        let who = members.remove("who").unwrap_or_default();
        let in_room = members.get("room_required") == Some(&json!(true));
        for (name, value) in [
            ("client_id", json!(client)),
            ("location_id", json!(location)),
            ("location_note", json!("Lindenstraße 12, 10969 Berlin")),
            ("position", json!(position)),
        ] {
            members.insert(name.to_owned(), value);
        }
        let service = text(&admin.post("/api/services", service).await?, "id")?;
        for place in who.as_array().into_iter().flatten().filter_map(Json::as_u64) {
            let person = usize::try_from(place).ok().and_then(|place| staff.get(place));
            let link = json!({"client_id": client, "service_id": service, "staff_id": person});
            admin.post("/api/staff-services", link).await?;
        }
        if in_room {
            let link = json!({"client_id": client, "service_id": service, "room_id": room});
            admin.post("/api/service-rooms", link).await?;
        }
    }
    let widget = text(&admin.post("/api/widgets", widget(&client)).await?, "id")?;
    let key = text(&admin.post(&format!("/api/widgets/{widget}/key"), json!({})).await?, "key")?;
    Ok(Salon { client, key })
}

async fn people(admin: &Client<'_>, client: &str, location: &str) -> Result<Vec<String>, Failure> {
    let mut staff = Vec::new();
    for (name, hours) in PEOPLE {
        let person = json!({"client_id": client, "location_id": location, "name": name});
        let id = text(&admin.post("/api/staff", person).await?, "id")?;
        for day in DAYS {
            for (from, to) in *hours {
                let row = json!({
                    "client_id": client, "staff_id": id, "weekday": day, "start_minute": from,
                    "end_minute": if *day == "SATURDAY" { (*to).min(960) } else { *to },
                });
                admin.post("/api/working-hours", row).await?;
            }
        }
        staff.push(id);
    }
    Ok(staff)
}

/// The services, each with the places of those who offer it.
fn services() -> Vec<Json> {
    let hair = json!([
        {"id": "hair", "label": "How long is your hair?", "kind": "CHOICE", "choices": ["Short", "Chin length", "Long"], "required": true},
        {"id": "extras", "label": "Anything on top?", "kind": "CHOICES", "choices": ["Head massage", "Tea", "Quiet chair"], "required": false},
        {"id": "first", "label": "This is my first visit", "kind": "BOOLEAN", "required": false},
    ]);
    vec![
        json!({"name": "Cut & finish", "description": "Consultation, wash, precision cut and styling.", "duration_minutes": 60,
               "slot_step_minutes": 30, "price": "68.00", "currency": "EUR", "minimum_notice_minutes": 60,
               "cancel_notice_minutes": 1440, "reschedule_notice_minutes": 1440, "questions": hair, "who": [0, 1, 2]}),
        json!({"name": "Colour & gloss", "description": "Full colour with a gloss treatment.", "duration_minutes": 135,
               "slot_step_minutes": 30, "price": "142.50", "currency": "EUR", "requires_approval": true,
               "buffer_after_minutes": 15, "room_required": true, "who": [0, 2]}),
        json!({"name": "Fringe trim", "description": "Ten minutes between two cuts.", "duration_minutes": 15, "price": "12.00",
               "currency": "EUR", "staff_choice": false, "who": [1]}),
        json!({"name": "Styling class", "description": "Learn three everyday looks. Up to six people.", "duration_minutes": 90,
               "price": "35.00", "currency": "EUR", "capacity": 6, "staff_choice": false, "horizon_days": 90, "who": [1]}),
    ]
}

fn widget(client: &str) -> Json {
    json!({
        "client_id": client, "name": "Website", "kinds": ["BOOKING", "LEAD"],
        "theme": {"accent": "#8a3b52", "radius": 12, "color_scheme": "auto", "font": "inherit"},
        "privacy_url": "https://aurora.example/privacy",
        "consent_text": "I agree that my details are stored to handle my request.", "consent_required": true,
        "notify_email": "hello@aurora.example",
        "lead_questions": [
            {"id": "topic", "label": "What is it about?", "kind": "CHOICE", "choices": ["Wedding", "Colour advice", "Something else"], "required": false},
            {"id": "date", "label": "Is there a date?", "kind": "DATE", "required": false},
        ],
    })
}
