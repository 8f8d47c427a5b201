// Four calls the way the API's documentation makes them in JavaScript: fetch, awaited, a function each.

const baseUrl = process.env.TWINTONE_BASE_URL;
const key = { "x-api-key": process.env.TWINTONE_API_KEY };
const sends = { ...key, "Content-Type": "application/json" };

const listReplicas = async () => {
  const response = await fetch(`${baseUrl}/replicas`, { headers: key });
  return response.json();
};

const film = async (replicaId) => {
  const body = JSON.stringify({ replica_id: replicaId, script: "Good morning!", name: "Morning" });
  const response = await fetch(`${baseUrl}/videos`, { method: "POST", headers: sends, body });
  return response.json();
};

const describeAnew = async (personaId) => {
  const body = JSON.stringify({ name: "Teller", description: "Tells stories." });
  const response = await fetch(`${baseUrl}/personas/${personaId}`, { method: "PATCH", headers: sends, body });
  return response.json();
};

const remove = async (speechId) => {
  const response = await fetch(`${baseUrl}/speech/${speechId}`, { method: "DELETE", headers: key });
  return response.status;
};

const [personaId, speechId] = process.argv.slice(2);
const replicas = await listReplicas();
const video = await film(replicas.replicas[0].id);
const persona = await describeAnew(personaId);
console.log(JSON.stringify({ replicas, video, persona, removed: await remove(speechId) }));
