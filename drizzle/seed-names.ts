/** Names that are common in Venezuela, Colombia and Nicaragua; the people they make are nobody. */
export const NOMBRES = [
  "José Gregorio", "María Fernanda", "Carlos Eduardo", "Yusmary", "Luis Alberto", "Luz Adriana", "Marisol", "Francisco Javier", "Andreína",
  "Wilmer Antonio", "Paola Andrea", "Norma del Socorro", "Rafael Ángel", "Jhon Freddy", "Gloria Elena", "Keila Nazareth", "Édgar Manuel",
  "Daniela", "Kevin", "Mariela", "Yorgelis", "Óscar Iván", "María del Pilar", "Hernán Darío", "Diana Marcela", "Sandra Milena", "Jesús Alberto",
  "Ana Karina", "Pedro Pablo", "Rosa Elvira", "Néstor", "Génesis", "Ángel David", "Zuleima", "Víctor Hugo", "Belkis", "Ramón Antonio", "Yadira",
  "Julio César", "Milagros", "Héctor", "Nairobis", "Simón", "Dayana", "Gustavo Adolfo", "Xiomara", "Alí", "Ligia", "Orlando", "Maigualida",
];

export const APELLIDOS = [
  "González", "Rodríguez", "Colmenares", "Rincón", "Téllez", "Medina", "Ordóñez", "Obando", "Villasmil", "Bracho", "Mosquera", "Pérez", "Urdaneta",
  "Caicedo", "Zambrana", "Fuenmayor", "Chocué", "Rojas", "Membreño", "Quintero", "Paredes", "Velasco", "Muñoz", "Campo", "Fernández", "Guaca",
  "Ocampo", "Aguirre", "Montiel", "Núñez", "Peña", "Ibáñez", "Salazar", "Uzcátegui", "Briceño", "Contreras", "Márquez", "Labrador", "Duarte",
  "Chávez", "Añez", "Barboza", "Cáceres", "Espinoza", "Suárez", "Matute", "Altamirano", "Castellón", "Useche", "Yépez",
];

export const CIUDADES = [
  "Maracaibo", "Cabimas", "San Francisco", "Ciudad Ojeda", "Mérida", "San Cristóbal", "Barquisimeto", "Valencia", "Maracay", "Coro", "Punto Fijo",
  "Popayán", "Santander de Quilichao", "Puerto Tejada", "Silvia", "Cali", "Managua", "Granada", "León", "Masaya",
];

export const EMPRESAS = [
  "Andes Fibra", "Lago Net", "Cauca Digital", "Zulia Conecta", "Orinoco Telecom", "Páramo Redes", "Guajira Link", "Sierra Fibra", "Momotombo Net",
  "Caribe Óptico", "Llano Digital", "Catatumbo Internet", "Valle Fibra", "Costa Red", "Masaya Online", "Delta Conexión", "Roraima Fibra",
  "Nevado Telecom", "Pacífico Net", "Táchira Óptica",
];

/** Sectors as an ISP cuts its network. */
export const ZONAS = [
  "Maracaibo Norte", "Maracaibo Sur", "San Francisco", "Cabimas", "Mérida Centro", "Ejido", "Barquisimeto Este", "Cabudare", "Valencia Norte", "Naguanagua",
  "Maracay", "Turmero", "Coro", "Punto Fijo", "San Cristóbal", "Táriba", "Popayán Norte", "Popayán Sur", "Timbío", "Santander de Quilichao", "Puerto Tejada",
  "Silvia", "Cali Oriente", "Jamundí", "Managua I", "Managua II", "Ticuantepe", "Granada", "Masaya", "Nindirí", "León", "La Paz Centro", "Ciudad Ojeda",
  "Lagunillas", "El Vigía", "Tovar", "Los Puertos", "La Concepción", "Machiques", "La Villa del Rosario",
];
